// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaRuns
import Foundation

/// The state that the page shows.
struct DriveState: Encodable {
  let environment: String
  let summary: String
  let folder: String
  /// The number of the episode under way, and its seed.
  let episode: Int
  let seed: UInt64
  let step: Int
  let horizon: Int
  let reward: Float?
  let sum: Double
  let success: Bool
  let ending: String?
  let canUndo: Bool
  /// The number of saved episodes, and of those among them that were a success.
  let saved: Int
  let successes: Int
  /// The number of episodes in all; nil for as many as somebody likes.
  let total: Int?
  let isDone: Bool
  /// The time of a step [s].
  let period: Double
  let controls: DriveControls
  let metrics: [String: Double]
  /// A number that changes with the image.
  let version: Int

  init(_ session: DriveSession) {
    let (take, writer) = (session.take, session.writer)
    environment = writer.manifest.environment
    summary = session.summary
    folder = URL(fileURLWithPath: writer.folder).standardizedFileURL.lastPathComponent
    episode = writer.episodes.count
    seed = take.seed
    step = take.actions.count
    horizon = session.horizon
    reward = take.rewards.last
    sum = take.rewards.reduce(0) { $0 + Double($1) }
    success = session.metrics.isSuccess
    ending = take.ending?.rawValue
    canUndo = take.canUndo
    saved = writer.episodes.count
    successes = writer.episodes.count(where: \.success)
    total = session.total
    isDone = session.isDone
    period = session.period
    controls = session.controls
    metrics = session.metrics.finite
    version = session.version
  }
}
