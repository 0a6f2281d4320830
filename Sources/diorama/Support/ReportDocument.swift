// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Foundation

/// What came of some episodes, as `rollout` and `evaluate` print it.
struct ReportDocument: Encodable {
  private let environment: String
  private let policy: String
  private let seed: UInt64
  private let episodes: Int
  private let successRate: Double
  private let successInterval: [Double]
  private let returnMean: Double
  private let returnStd: Double
  private let lengthMean: Double
  private let trajectoryHash: String
  private let seconds: Double

  init(_ report: RolloutReport, seconds: Double) {
    environment = report.environment.description
    policy = report.policy
    seed = report.seed
    episodes = report.episodes
    successRate = report.successRate
    successInterval = [report.successInterval.lowerBound, report.successInterval.upperBound]
    returnMean = report.returnMean
    returnStd = report.returnDeviation
    lengthMean = report.lengthMean
    trajectoryHash = report.trajectoryHash.description
    self.seconds = seconds
  }

  /// Prints it as JSON or as lines.
  func print(json: Bool) throws {
    if json { return try Console.printJSON(self) }
    func percent(_ rate: Double) -> String { String(format: "%.1f %%", 100 * rate) }
    Swift.print(
      """
      environment   \(environment)
      policy        \(policy)
      episodes      \(episodes), seeds \(seed)...\(seed &+ UInt64(episodes) &- 1)
      success       \(percent(successRate)), 95 % interval \(percent(successInterval[0])) to \(percent(successInterval[1]))
      return        \(String(format: "%.3f ± %.3f", returnMean, returnStd))
      length        \(String(format: "%.1f", lengthMean)) steps
      hash          \(trajectoryHash)
      time          \(String(format: "%.2f", seconds)) s
      """)
  }
}
