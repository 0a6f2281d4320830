// SPDX-License-Identifier: Apache-2.0

import DioramaMath
internal import Foundation

/// A part of a learner that is saved in a checkpoint.
///
/// Saved and loaded again, it resumes bit for bit.
public protocol Saved: AnyObject {
  /// Adds its whole state, in arrays whose names begin with `name`.
  func save(to file: inout SafeTensors, as name: String)

  /// Restores the state that ``save(to:as:)`` wrote.
  ///
  /// - Throws: ``SafeTensorsError`` where the file cannot have been written by ``save(to:as:)``.
  func load(from file: SafeTensors, as name: String) throws
}

extension Network: Saved {
  public func save(to file: inout SafeTensors, as name: String) {
    file.add("network.\(name)", parameters.values)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    parameters.update(try file.floats("network.\(name)", count: parameters.count))
  }
}

extension Update: Saved {
  public func save(to file: inout SafeTensors, as name: String) {
    file.add("\(name).count", [UInt64(count)])
    for (index, optimizer) in optimizers.enumerated() {
      file.add("\(name).optimizer\(index).first", optimizer.firstMoment.values)
      file.add("\(name).optimizer\(index).second", optimizer.secondMoment.values)
    }
    file.add("\(name).noise", shards.flatMap(\.noise.words))
    file.add("\(name).sums", shards.flatMap(\.sums))
  }

  public func load(from file: SafeTensors, as name: String) throws {
    restore(count: try file.counts("\(name).count", count: 1)[0])
    for (index, optimizer) in optimizers.enumerated() {
      let (first, second) = ("\(name).optimizer\(index).first", "\(name).optimizer\(index).second")
      let count = optimizer.firstMoment.count
      optimizer.firstMoment.update(try file.floats(first, count: count))
      let squares = try file.floats(second, count: count)
      guard squares.allSatisfy({ $0 >= 0 }) else {
        throw SafeTensorsError.badEntry(second, reason: "has a square below 0")
      }
      optimizer.secondMoment.update(squares)
    }
    let words = try file.words("\(name).noise", count: 4 * Self.shardCount)
    let told = shards[0].sums.count
    let sums = try file.floats("\(name).sums", count: told * Self.shardCount)
    shards = (0..<Self.shardCount).map { shard in
      (
        RandomStream(words: words[4 * shard..<4 * (shard + 1)]),
        Array(sums[told * shard..<told * (shard + 1)])
      )
    }
  }
}

/// A number trained by gradient steps, such as an entropy weight.
///
/// Its steps are those of ``Adam`` with the paper's decays β₁ and β₂.
public final class TrainedNumber: Saved {
  /// The number.
  public private(set) var value: Float

  /// The step size; 0 for a constant number.
  public let learningRate: Float

  private var firstMoment: Float = 0
  private var secondMoment: Float = 0
  private var count = 0

  /// Makes a number that is `value` at first.
  public init(_ value: Float, learningRate: Float) {
    self.value = value
    self.learningRate = learningRate
  }

  /// Makes a step against `gradient`.
  public func step(_ gradient: Float) {
    count += 1
    firstMoment = 0.9 * firstMoment + 0.1 * gradient
    secondMoment = 0.999 * secondMoment + 0.001 * gradient * gradient
    let (c1, c2) = (1 - Float(pow(0.9, Double(count))), 1 - Float(pow(0.999, Double(count))))
    value -= learningRate * (firstMoment / c1) / ((secondMoment / c2).squareRoot() + 1e-8)
  }

  public func save(to file: inout SafeTensors, as name: String) {
    file.add("\(name).value", [value, firstMoment, secondMoment])
    file.add("\(name).count", [UInt64(count)])
  }

  public func load(from file: SafeTensors, as name: String) throws {
    let numbers = try file.floats("\(name).value", count: 3)
    (value, firstMoment, secondMoment) = (numbers[0], numbers[1], numbers[2])
    count = try file.counts("\(name).count", count: 1)[0]
  }
}

extension SafeTensors {
  /// Returns the `count` numbers of the array `name`, all finite.
  public func floats(_ name: String, count: Int) throws(SafeTensorsError) -> [Float] {
    let numbers = try floats(name, shape: [count])
    guard numbers.allSatisfy(\.isFinite) else {
      throw .badEntry(name, reason: "has a number that is not finite")
    }
    return numbers
  }

  /// Returns the `count` words of the array `name`.
  public func words(_ name: String, count: Int) throws(SafeTensorsError) -> [UInt64] {
    let words = try words(name)
    guard words.count == count else {
      throw .wrongShape(name, found: [words.count], expected: [count])
    }
    return words
  }

  /// Returns the `count` words of the array `name` as counts, all below 2⁴⁰.
  public func counts(_ name: String, count: Int) throws(SafeTensorsError) -> [Int] {
    let words = try words(name, count: count)
    if let wrong = words.first(where: { $0 >= 1 << 40 }) {
      throw .badEntry(name, reason: "has the count \(wrong)")
    }
    return words.map { Int($0) }
  }
}
