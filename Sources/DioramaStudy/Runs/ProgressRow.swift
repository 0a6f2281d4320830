// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One row of `progress.csv` and one line of `progress.jsonl`: how training stands after a step.
///
/// The ``columns`` say what each number is.
public struct ProgressRow: Hashable, Sendable, Codable {
  public var step: Int
  public var episodes: Int
  public var updates: Int
  public var time: Double
  public var seconds: Double
  public var stepsPerSecond: Double
  public var episodeReturn: Double?
  public var episodeLength: Double?
  public var successRate: Double?
  public var criticLoss: Double?
  public var value: Double?
  public var logProbability: Double?
  public var entropyWeight: Double?
  public var modelLoss: Double?
  public var classifierLoss: Double?
  public var questions: Int?
  public var answersYes: Int?
  public var goalValue: Double?
  public var heldOutValue: Double?
  public var failureValue: Double?
  public var evaluationMissValue: Double?
  public var evaluationReturnMean: Double?
  public var evaluationReturnStd: Double?
  public var evaluationSuccessRate: Double?
  public var evaluationSuccessLow: Double?
  public var evaluationSuccessHigh: Double?

  /// Makes a row of a step without evaluation.
  package init(
    step: Int, episodes: Int, updates: Int, time: Double, seconds: Double, stepsPerSecond: Double,
    episodeReturn: Double?, episodeLength: Double?, successRate: Double?, criticLoss: Double?,
    value: Double?, logProbability: Double?, entropyWeight: Double?
  ) {
    self.step = step
    self.episodes = episodes
    self.updates = updates
    self.time = time
    self.seconds = seconds
    self.stepsPerSecond = stepsPerSecond
    self.episodeReturn = episodeReturn
    self.episodeLength = episodeLength
    self.successRate = successRate
    self.criticLoss = criticLoss
    self.value = value
    self.logProbability = logProbability
    self.entropyWeight = entropyWeight
  }

  /// A number of a row, its name, and what it means.
  public struct Column: Sendable {
    public var name: String
    public var meaning: String
    /// The number; nil where nothing was measured.
    public var number: @Sendable (ProgressRow) -> Double?
    /// Whether it counts something.
    var isWhole = false

    /// What it may be.
    var bounds: ClosedRange<Double> {
      if isWhole { return PossibleNumbers.counts }
      if ["time", "seconds", "steps_per_second"].contains(name) { return PossibleNumbers.times }
      let isRate = name.hasPrefix("evaluation_success_") || name == "success_rate"
      return isRate ? PossibleNumbers.rates : PossibleNumbers.sums
    }

    init(_ name: String, _ meaning: String, _ number: @escaping @Sendable (ProgressRow) -> Double?)
    {
      self.name = name
      self.meaning = meaning
      self.number = number
    }

    init(
      counting name: String, _ meaning: String, _ count: @escaping @Sendable (ProgressRow) -> Int?
    ) {
      self.init(name, meaning) { count($0).map(Double.init) }
      isWhole = true
    }

    /// The number as text; empty where nothing was measured.
    func text(_ row: ProgressRow) -> String {
      guard let number = number(row), number.isFinite else { return "" }
      return isWhole ? "\(Int(number))" : "\(number)"
    }
  }

  /// What is written, in this order.
  public static let columns: [Column] = [
    Column(counting: "step", "steps made in the environment") { $0.step },
    Column(counting: "episodes", "episodes that ended so far") { $0.episodes },
    Column(counting: "updates", "gradient updates so far") { $0.updates },
    Column("time", "Unix time [s]") { $0.time },
    Column("seconds", "time spent on the run so far, evaluations included [s]") { $0.seconds },
    Column("steps_per_second", "steps since the row before, by the time they took [1/s]") {
      $0.stepsPerSecond
    },
    Column("episode_return", "mean sum of rewards of the episodes that ended since the row before")
    {
      $0.episodeReturn
    },
    Column("episode_length", "mean number of steps of these episodes") { $0.episodeLength },
    Column("success_rate", "fraction of these episodes that were a success at their end") {
      $0.successRate
    },
    Column("critic_loss", "J_Q of both critics in the last update, mean over the batch") {
      $0.criticLoss
    },
    Column("value", "min Q(s, a) of the policy's actions in the last update, mean over the batch") {
      $0.value
    },
    Column("log_probability", "log π(a|s) of these actions: minus the entropy") {
      $0.logProbability
    },
    Column("entropy_weight", "α, what entropy is worth") { $0.entropyWeight },
    Column("model_loss", "negative log-likelihood of a standardised number, of a learned model") {
      $0.modelLoss
    },
    Column("classifier_loss", "cross-entropy of the classifier's last step, of a learned reward") {
      $0.classifierLoss
    },
    Column(counting: "questions", "questions asked so far") { $0.questions },
    Column(counting: "answers_yes", "how many of them were answered yes") { $0.answersYes },
    Column("goal_value", "mean f of the pictures of success that the reward is learned from") {
      $0.goalValue
    },
    Column("held_out_value", "mean f of pictures of success that it never learned from") {
      $0.heldOutValue
    },
    Column("failure_value", "mean f of pictures of failure that it never learned from") {
      $0.failureValue
    },
    Column("evaluation_miss_value", "mean f where evaluation episodes end and show no success") {
      $0.evaluationMissValue
    },
    Column("evaluation_return_mean", "mean return of the deterministic policy on the fixed starts")
    {
      $0.evaluationReturnMean
    },
    Column("evaluation_return_std", "standard deviation of these returns, of the sample") {
      $0.evaluationReturnStd
    },
    Column("evaluation_success_rate", "fraction of these episodes that were a success at their end")
    {
      $0.evaluationSuccessRate
    },
    Column("evaluation_success_low", "lower end of its 95 % interval (Wilson)") {
      $0.evaluationSuccessLow
    },
    Column("evaluation_success_high", "upper end of its 95 % interval (Wilson)") {
      $0.evaluationSuccessHigh
    },
  ]

  /// The first line of `progress.csv`.
  static let csvHeading = columns.map(\.name).joined(separator: ",")

  /// The row in `progress.csv`; what was not measured is empty.
  package var csv: String { Self.columns.map { $0.text(self) }.joined(separator: ",") }

  /// The row as a line of JSON with all columns in order; what was not measured is null.
  public var json: String {
    let pairs = Self.columns.map { column in
      let text = column.text(self)
      return "\"\(column.name)\":\(text.isEmpty ? "null" : text)"
    }
    return "{\(pairs.joined(separator: ","))}"
  }
}

extension ProgressRow {
  /// A number of the row that cannot be; nil where all can.
  var impossible: (column: String, value: String, bounds: ClosedRange<Double>)? {
    for column in Self.columns {
      guard let number = column.number(self), !column.bounds.contains(number) else { continue }
      return (column.name, "\(number)", column.bounds)
    }
    return nil
  }

  /// The row for the person in front of the terminal; nil where nothing was evaluated.
  public var brief: String? {
    guard let mean = evaluationReturnMean, let success = evaluationSuccessRate,
      let low = evaluationSuccessLow, let high = evaluationSuccessHigh
    else { return nil }
    func percent(_ rate: Double) -> String { String(format: "%.0f", 100 * rate) }
    return String(format: "step %8d   return %10.3f ± %.3f", step, mean, evaluationReturnStd ?? 0)
      + "   success \(percent(success)) % (\(percent(low)) to \(percent(high)))"
      + String(format: "   %.0f s", seconds)
  }
}
