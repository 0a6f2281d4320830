// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaMath
import Foundation

/// The report of a rollout, as `rollout` and `evaluate` print it.
struct ReportDocument: Encodable {
  private let environment: String
  private let policy: String
  private let seed: UInt64
  private let episodes: Int
  private let successRate: Double
  private let successInterval: [Double]
  private let taskSuccess: [String: Double]?
  private let returnMean: Double
  private let returnStd: Double
  private let lengthMean: Double
  private let trajectoryHash: String
  private let seconds: Double
  private let randomized: [String]?
  private let decisions: Int?
  private let decisionsPerSecond: Double?

  /// Makes the document.
  ///
  /// - Parameters:
  ///   - report: The statistics of the episodes.
  ///   - seconds: The time that they took, drawing included [s].
  ///   - randomized: The properties that were randomised by an option.
  ///   - plans: The number of plans, and the time that they took [s]; nil where nothing is planned.
  init(
    _ report: RolloutReport, seconds: Double, randomized: [String] = [],
    plans: (count: Int, seconds: Double)? = nil
  ) {
    environment = report.environment.description
    policy = report.policy
    seed = report.seed
    episodes = report.episodes
    successRate = report.successRate
    successInterval = [report.successInterval.lowerBound, report.successInterval.upperBound]
    let rates = report.taskSuccesses.map { ($0.key.description, $0.value.rate) }
    taskSuccess = rates.isEmpty ? nil : Dictionary(uniqueKeysWithValues: rates)
    returnMean = report.returnMean
    returnStd = report.returnDeviation
    lengthMean = report.lengthMean
    trajectoryHash = report.trajectoryHash.description
    self.seconds = seconds
    self.randomized = randomized.isEmpty ? nil : randomized
    decisions = plans?.count
    decisionsPerSecond = plans.map { Double($0.count) / max($0.seconds, 1e-9) }
  }

  /// Prints it as JSON or as lines.
  func print(json: Bool) throws {
    if json { return try Console.printJSON(self) }
    func percent(_ rate: Double) -> String { String(format: "%.1f %%", 100 * rate) }
    Swift.print(
      """
      environment   \(environment)
      policy        \(policy.printable)
      episodes      \(episodes), seeds \(seed)...\(seed &+ UInt64(episodes) &- 1)
      success       \(percent(successRate)), 95 % interval \(percent(successInterval[0])) to \(percent(successInterval[1]))
      return        \(String(format: "%.3f ± %.3f", returnMean, returnStd))
      length        \(String(format: "%.1f", lengthMean)) steps
      hash          \(trajectoryHash)
      time          \(String(format: "%.2f", seconds)) s
      """)
    for (task, rate) in (taskSuccess ?? [:]).sorted(by: { $0.key < $1.key }) {
      Swift.print("success       \(percent(rate)) of \(task)")
    }
    guard let decisions, let decisionsPerSecond else { return }
    let rate = String(format: "%.1f", decisionsPerSecond)
    Swift.print("decisions     \(decisions), \(rate) a second")
  }
}
