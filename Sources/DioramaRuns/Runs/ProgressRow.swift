// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaLearners
import Foundation

/// A row of `progress.csv` and a line of `progress.jsonl`: the measurements after a step.
public struct ProgressRow: Hashable, Sendable {
  /// The measurements, by column.
  public private(set) var values: [String: Double]

  /// Makes a row.
  package init(_ values: [String: Double]) { self.values = values }

  /// The number in the column `name`; nil where nothing was measured.
  public subscript(name: String) -> Double? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// The training step.
  public var step: Int { Int(values["step"] ?? 0) }
}

/// The columns of a run's rows: those of every run, and those of its learner.
public struct ProgressColumns: Sendable {
  /// A column: its name and its meaning.
  public struct Column: Sendable {
    public let name: String
    public let meaning: String
    /// Whether its numbers are counts.
    let isWhole: Bool

    /// The bounds of its numbers.
    package var bounds: ClosedRange<Double> {
      if isWhole { return PossibleNumbers.counts }
      if ["time", "seconds", "steps_per_second"].contains(name) { return PossibleNumbers.times }
      let isRate = name.hasPrefix("evaluation_success_") || name == "success_rate"
      return isRate ? PossibleNumbers.rates : PossibleNumbers.sums
    }

    /// Returns the number of `row` as text; empty where nothing was measured.
    func text(_ row: ProgressRow) -> String {
      guard let number = row[name], number.isFinite else { return "" }
      return isWhole ? "\(Int(number))" : "\(number)"
    }
  }

  /// All columns, in order.
  public let all: [Column]

  /// Makes the columns of the runs of `learner`, or those of all learners together if nil, in an environment of
  /// several `tasks` if there are any.
  public init(of learner: LearnerEntry?, _ tasks: [EnvironmentID] = []) {
    var own = learner?.columns ?? []
    if learner == nil {
      for column in LearnerCatalog.all.flatMap(\.columns)
      where !own.contains(where: { $0.name == column.name }) { own.append(column) }
    }
    all =
      Self.before + own.map { Column(name: $0.name, meaning: $0.meaning, isWhole: $0.isWhole) }
      + Self.after
      + tasks.map {
        Self.number(Self.success(in: $0), "fraction of successes in the episodes of \($0)")
      }
  }

  /// Returns the name of the column of the success in one of several tasks.
  static func success(in task: EnvironmentID) -> String { "evaluation_success_\(task)" }

  private static func count(_ name: String, _ meaning: String) -> Column {
    Column(name: name, meaning: meaning, isWhole: true)
  }

  private static func number(_ name: String, _ meaning: String) -> Column {
    Column(name: name, meaning: meaning, isWhole: false)
  }

  private static let before = [
    count("step", "steps made in the environment; of a data set, steps of learning"),
    count("episodes", "episodes that ended so far"),
    count("updates", "gradient updates so far"),
    number("time", "Unix time [s]"),
    number("seconds", "time spent on the run so far, evaluations included [s]"),
    number("steps_per_second", "steps since the row before, by the time they took [1/s]"),
    number(
      "episode_return", "mean sum of rewards of the episodes that ended since the row before"),
    number("episode_length", "mean number of steps of these episodes"),
    number("success_rate", "fraction of these episodes that were a success at their end"),
  ]

  private static let after = [
    number("evaluation_return_mean", "mean return of the policy on the fixed starts"),
    number("evaluation_return_std", "standard deviation of these returns, of the sample"),
    number(
      "evaluation_success_rate", "fraction of these episodes that were a success at their end"),
    number("evaluation_success_low", "lower end of its 95 % interval (Wilson)"),
    number("evaluation_success_high", "upper end of its 95 % interval (Wilson)"),
  ]

  /// The first line of `progress.csv`.
  var csvHeading: String { all.map(\.name).joined(separator: ",") }

  /// Returns `row` as a line of `progress.csv`; missing measurements are empty.
  package func csv(_ row: ProgressRow) -> String { all.map { $0.text(row) }.joined(separator: ",") }

  /// Returns `row` as a line of JSON with all columns in order; missing measurements are null.
  public func json(_ row: ProgressRow) -> String {
    let pairs = all.map { column in
      let text = column.text(row)
      return "\"\(column.name)\":\(text.isEmpty ? "null" : text)"
    }
    return "{\(pairs.joined(separator: ","))}"
  }

  /// Reads a line of JSON; nil if it cannot be parsed or has no step.
  func row(_ line: some Sequence<UInt8>) -> ProgressRow? {
    guard
      let values = try? JSONDecoder().decode([String: Double?].self, from: Data(line)),
      values["step"] != nil
    else { return nil }
    return ProgressRow(values.compactMapValues(\.self))
  }

  /// Returns the first number of `row` that is out of range; nil if there is none.
  func impossible(
    _ row: ProgressRow
  ) -> (column: String, value: String, bounds: ClosedRange<Double>)? {
    for column in all {
      guard let number = row[column.name], !column.bounds.contains(number) else { continue }
      return (column.name, "\(number)", column.bounds)
    }
    return nil
  }
}

extension ProgressRow {
  /// The row as a line for the terminal; nil where nothing was evaluated.
  public var brief: String? {
    guard let mean = self["evaluation_return_mean"], let success = self["evaluation_success_rate"],
      let low = self["evaluation_success_low"], let high = self["evaluation_success_high"]
    else { return nil }
    func percent(_ rate: Double) -> String { String(format: "%.0f", 100 * rate) }
    let deviation = self["evaluation_return_std"] ?? 0
    return String(format: "step %8d   return %10.3f ± %.3f", step, mean, deviation)
      + "   success \(percent(success)) % (\(percent(low)) to \(percent(high)))"
      + String(format: "   %.0f s", self["seconds"] ?? 0)
  }
}
