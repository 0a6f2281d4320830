// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaNetworks

/// The means of computation of a learner: its number of threads, and the seed of its random numbers.
public struct Compute: Sendable {
  /// The number of threads that share an update; the result does not depend on it.
  public let threads: Int

  /// The seed of all random numbers.
  public let seed: UInt64

  /// Makes the means of computation.
  public init(threads: Int = 2, seed: UInt64) {
    self.threads = threads
    self.seed = seed
  }

  /// Returns a source of random numbers for the purpose `name`.
  public func random(_ name: String) -> RandomSource {
    RandomSource(RandomStream(name, seed: seed))
  }
}

/// A counter that is saved in checkpoints.
public final class Counter: Saved {
  /// The count.
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

/// A source of random numbers: a ``RandomStream`` that is shared, and saved in checkpoints.
public final class RandomSource: Saved {
  /// The stream.
  public var stream: RandomStream

  /// Makes a source that continues `stream`.
  public init(_ stream: RandomStream) { self.stream = stream }

  /// Returns the numbers below `count` in random order, in batches of `size`; what is left over is left out.
  func batches(_ count: Int, of size: Int) -> [ArraySlice<Int>] {
    let shuffled = stream.shuffled(Array(0..<count))
    return stride(from: 0, through: count - size, by: size).map { shuffled[$0..<$0 + size] }
  }

  public func save(to file: inout SafeTensors, as name: String) {
    file.add("\(name).stream", stream.words)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    stream = RandomStream(words: try file.words("\(name).stream", count: 4))
  }
}
