// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A map of the failures over two numbers of the state: where they score highly.
public struct StateMap: Sendable {
  /// A field of the map: its lower corner, the mean f of the failures in it, and how many there are.
  public struct Field: Hashable, Sendable {
    public let x: Double
    public let y: Double
    public let mean: Double
    public let highest: Double
    public let count: Int
  }

  /// The elements of the state along the axes.
  public let x: StateElement
  public let y: StateElement
  /// The width and the height of a field.
  public let step: (x: Double, y: Double)
  public let fields: [Field]
  /// The successes.
  public let successes: [(x: Double, y: Double)]
  /// Whether the elements were chosen as those along which f varies most.
  public let isChosen: Bool

  /// The number of fields along an axis.
  private static let size = 28

  /// Makes a map over the elements called `names`, or over those along which f varies most among failures.
  ///
  /// - Returns: Nil where the state has fewer than two elements that vary.
  package init?(_ moments: [ScoredMoment], elements: [StateElement], names: [String]) {
    let failures = moments.filter { !$0.measured.looksSolved }
    guard !failures.isEmpty else { return nil }
    let chosen = names.compactMap { name in elements.firstIndex { $0.name == name } }
    guard
      let axes = chosen.count == 2
        ? (chosen[0], chosen[1]) : Self.axes(failures, count: elements.count)
    else { return nil }
    (x, y) = (elements[axes.0], elements[axes.1])
    isChosen = chosen.count != 2
    func place(_ moment: ScoredMoment) -> (x: Double, y: Double) {
      (Double(moment.measured.state[axes.0]), Double(moment.measured.state[axes.1]))
    }
    let shown = moments.map(place)
    func range(_ values: [Double]) -> ClosedRange<Double> {
      // the middle 99 %, so that what fell off the table does not set the scale
      let sorted = values.sorted()
      let cut = sorted.count / 200
      let (low, high) = (sorted[cut], sorted[sorted.count - 1 - cut])
      return low < high ? low...high : low - 0.5...low + 0.5
    }
    let (wide, high) = (range(shown.map(\.x)), range(shown.map(\.y)))
    let size = Double(Self.size)
    let step = (
      x: (wide.upperBound - wide.lowerBound) / size, y: (high.upperBound - high.lowerBound) / size
    )
    var sums: [Int: (sum: Double, highest: Double, count: Int)] = [:]
    for failure in failures {
      let here = place(failure)
      guard wide.contains(here.x), high.contains(here.y) else { continue }
      let column = min(Int((here.x - wide.lowerBound) / step.x), Self.size - 1)
      let row = min(Int((here.y - high.lowerBound) / step.y), Self.size - 1)
      var field = sums[row * Self.size + column] ?? (0, -.infinity, 0)
      field = (field.sum + failure.logit, max(field.highest, failure.logit), field.count + 1)
      sums[row * Self.size + column] = field
    }
    self.step = step
    fields = sums.sorted { $0.key < $1.key }.map { key, field in
      Field(
        x: wide.lowerBound + Double(key % Self.size) * step.x,
        y: high.lowerBound + Double(key / Self.size) * step.y,
        mean: field.sum / Double(field.count), highest: field.highest, count: field.count)
    }
    successes = moments.filter { $0.measured.isSuccess }.map(place)
      .filter { wide.contains($0.x) && high.contains($0.y) }
  }

  /// Returns the two elements of the state that explain most of the variance of f.
  ///
  /// The first explains most by itself, the second most together with it: each is cut into equally full
  /// parts, and what counts is the variance of the means of the parts, less what as many random parts explain.
  static func axes(_ failures: [ScoredMoment], count: Int) -> (Int, Int)? {
    let parts = (0..<count).map { element in
      Self.parts(failures.map { Double($0.measured.state[element]) })
    }
    let usable = parts.indices.filter { Set(parts[$0]).count > 1 }
    let values = failures.map(\.logit)
    func best(_ candidates: [Int], beside first: Int?) -> Int? {
      candidates.map { element in
        let beside = first.map { parts[$0] } ?? parts[element].map { _ in 0 }
        let keys = zip(parts[element], beside).map { part, other in 8 * part + other }
        return (element, Self.explained(values, keys))
      }
      // of equals the first
      .reduce(nil as (Int, Double)?) { $0 == nil || $1.1 > ($0?.1 ?? 0) ? $1 : $0 }?.0
    }
    guard let first = best(usable, beside: nil),
      let second = best(usable.filter { $0 != first }, beside: first)
    else { return nil }
    // the one that the task lists first lies flat
    return (min(first, second), max(first, second))
  }

  /// Returns which eighth of `values` each belongs to, by size; equal values belong to the same.
  private static func parts(_ values: [Double]) -> [Int] {
    let sorted = values.sorted()
    let bounds = (1..<8).map { sorted[sorted.count * $0 / 8] }
    return values.map { value in bounds.count { value > $0 } }
  }

  /// Returns the share of the variance of `values` that their groups explain, less what chance would.
  private static func explained(_ values: [Double], _ groups: [Int]) -> Double {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard total > 0 else { return 0 }
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for (value, group) in zip(values, groups) {
      let now = sums[group] ?? (0, 0)
      sums[group] = (now.sum + value, now.count + 1)
    }
    let between = sums.sorted { $0.key < $1.key }.reduce(0) { sum, group in
      let off = group.value.sum / group.value.count - mean
      return sum + group.value.count * off * off
    }
    return between / total - Double(sums.count - 1) / max(n - 1, 1)
  }
}
