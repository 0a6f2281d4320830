// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRuns
import Foundation

/// The report of a recording, as `record` prints it.
struct RecordingReport: Encodable {
  private let recording: String
  private let environment: String
  private let policy: String
  private let seed: UInt64
  private let episodes: Int
  private let steps: Int
  private let successRate: Double
  private let returnMean: Double
  /// The hash of each episode.
  private let trajectoryHashes: [String]

  init(_ recording: Recording) {
    let all = recording.episodes
    self.recording = recording.folder
    environment = recording.manifest.environment
    policy = recording.manifest.policy
    seed = recording.manifest.seed
    episodes = all.count
    steps = all.reduce(0) { $0 + $1.actions.count }
    let count = Double(max(1, all.count))
    successRate = Double(all.count(where: \.success)) / count
    returnMean = all.reduce(0) { $0 + $1.episodeReturn } / count
    trajectoryHashes = all.compactMap(\.hashes.last)
  }

  /// Prints it as JSON or as lines.
  func print(json: Bool) throws {
    if json { return try Console.printJSON(self) }
    try Console.write(
      """
      recording     \(recording.printable)
      environment   \(environment)
      policy        \(policy.printable)
      episodes      \(episodes), seeds from \(seed)
      steps         \(steps)
      success       \(String(format: "%.1f", 100 * successRate)) %
      return        \(String(format: "%.3f", returnMean))

      """)
  }
}
