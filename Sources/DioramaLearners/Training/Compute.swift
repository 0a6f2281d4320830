// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaNetworks

/// What a learner computes with: threads, and random numbers.
public struct Compute: Sendable {
  /// How many threads share an update; the result does not depend on it.
  public let threads: Int

  /// The seed of all random numbers.
  public let seed: UInt64

  /// Makes it.
  public init(threads: Int = 2, seed: UInt64) {
    self.threads = threads
    self.seed = seed
  }

  /// Returns random numbers for the purpose `name`.
  public func random(_ name: String) -> RandomSource {
    RandomSource(RandomStream(name, seed: seed))
  }
}

/// A number that counts something and is saved.
public final class Counter: Saved {
  /// The number.
  public var value = 0

  /// Makes a counter at 0.
  public init() {}

  public func save(to file: inout SafeTensors, as name: String) {
    file.add(name, [UInt64(value)])
  }

  public func load(from file: SafeTensors, as name: String) throws {
    value = try file.counts(name, count: 1)[0]
  }
}

/// A ``RandomStream`` that is shared and saved.
public final class RandomSource: Saved {
  /// The stream.
  public var stream: RandomStream

  /// Makes a source that goes on with `stream`.
  public init(_ stream: RandomStream) { self.stream = stream }

  public func save(to file: inout SafeTensors, as name: String) {
    file.add("\(name).stream", stream.words)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    stream = RandomStream(words: try file.words("\(name).stream", count: 4))
  }
}
