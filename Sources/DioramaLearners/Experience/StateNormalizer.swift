// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks
import Synchronization

/// A normaliser of state vectors to mean 0 and standard deviation 1, by the statistics of the states so far.
///
/// Positions differ by centimetres, velocities by metres per second: networks learn slowly from
/// numbers of such different sizes.
///
/// > Source: Welford 1962, *Note on a method for calculating corrected sums of squares and
/// > products*; the use, Lee et al. 2025, [*SimBa: Simplicity Bias for Scaling Up Parameters in Deep
/// > Reinforcement Learning*](https://arxiv.org/abs/2410.09754).
public final class StateNormalizer: Sendable {
  /// The statistics of the states: their number, means, and sums of squared differences from the means.
  struct Statistics: Sendable {
    var count = 0.0
    var means: [Double]
    var squares: [Double]
  }

  /// The floor of standard deviations, so that numbers that hardly vary are not blown up.
  static let leastDeviation = 0.01

  /// The bound that normalised numbers are clipped to, ±.
  static let bound: Float = 10

  private let offset: Tensor
  private let factor: Tensor
  private let known: Mutex<Statistics>

  /// Makes a normaliser that has observed no states; until the second one it only clips.
  public init(count: Int) {
    offset = Tensor(count)
    factor = Tensor(count)
    factor.fill(1)
    known = Mutex(
      Statistics(
        means: Array(repeating: 0, count: count), squares: Array(repeating: 0, count: count)))
  }

  /// Adds a state to the statistics.
  public func observe(_ state: some Collection<Float>) {
    let now = known.withLock { known in
      known.count += 1
      for (index, number) in zip(known.means.indices, state) {
        let before = Double(number) - known.means[index]
        known.means[index] += before / known.count
        known.squares[index] += before * (Double(number) - known.means[index])
      }
      return known
    }
    settle(now)
  }

  /// Normalises a state in `row` of `tensor`, from `column` on.
  func apply(to tensor: Tensor, row: Int, column: Int = 0) {
    for index in 0..<offset.count {
      let normal = (tensor[row, column + index] - offset[index]) * factor[index]
      tensor[row, column + index] = min(max(normal, -Self.bound), Self.bound)
    }
  }

  private func settle(_ known: Statistics) {
    guard known.count > 1 else { return }
    for index in known.means.indices {
      let deviation = (known.squares[index] / known.count).squareRoot()
      offset[index] = Float(known.means[index])
      factor[index] = Float(1 / max(deviation, Self.leastDeviation))
    }
  }
}

extension StateNormalizer: Saved {
  public func save(to file: inout SafeTensors, as name: String) {
    file.add(name, words)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    let count = offset.count
    let numbers = try file.words(name, count: 1 + 2 * count).map { Double(bitPattern: $0) }
    let found = Statistics(
      count: numbers[0], means: Array(numbers[1..<(1 + count)]),
      squares: Array(numbers[(1 + count)...]))
    guard ([found.count] + found.squares).allSatisfy({ $0 >= 0 && $0.isFinite }),
      found.means.allSatisfy(\.isFinite)
    else { throw SafeTensorsError.badEntry(name, reason: "has a number that is out of range") }
    known.withLock { $0 = found }
    settle(found)
  }

  /// The statistics as bit patterns: the number of states, the means, the sums of squares.
  var words: [UInt64] {
    known.withLock { ([$0.count] + $0.means + $0.squares).map(\.bitPattern) }
  }
}
