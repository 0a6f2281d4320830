// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import Foundation

/// The counts and sums of a log interval, since the last row; they are saved with the agent.
struct RunInterval {
  /// The number of evaluations of the run so far.
  var evaluations = 0

  private var episodes = 0
  private var lengths = 0
  private var successes = 0
  private var returns = 0.0
  /// The time spent on the run before this process began [s].
  private var secondsBefore = 0.0
  private let start = ContinuousClock.now
  private var last = (step: 0, seconds: 0.0)

  init() {}

  /// The number of ``words``.
  static let wordCount = 6

  /// Restores a saved interval from its ``words``; nil if they are out of range.
  init?(_ words: [UInt64]) {
    guard words.count == Self.wordCount, words[..<4].allSatisfy({ $0 < 1 << 40 }),
      PossibleNumbers.sums.contains(Double(bitPattern: words[4])),
      PossibleNumbers.times.contains(Double(bitPattern: words[5]))
    else { return nil }
    evaluations = Int(truncatingIfNeeded: words[0])
    episodes = Int(truncatingIfNeeded: words[1])
    lengths = Int(truncatingIfNeeded: words[2])
    successes = Int(truncatingIfNeeded: words[3])
    returns = Double(bitPattern: words[4])
    secondsBefore = Double(bitPattern: words[5])
  }

  var words: [UInt64] {
    [evaluations, episodes, lengths, successes].map { UInt64($0) }
      + [returns.bitPattern, seconds.bitPattern]
  }

  private var seconds: Double { secondsBefore + (ContinuousClock.now - start) / .seconds(1) }

  /// Begins to count steps and seconds, from `step` on.
  mutating func begin(step: Int) { last = (step, seconds) }

  mutating func add(_ episode: EpisodeSummary) {
    episodes += 1
    lengths += episode.length
    successes += episode.isSuccess ? 1 : 0
    returns += episode.episodeReturn
  }

  /// Returns the row of the interval.
  func row(_ training: Training) -> ProgressRow {
    let seconds = seconds
    var row = ProgressRow([
      "step": Double(training.stepCount), "episodes": Double(training.episodeCount),
      "updates": Double(training.learner.updateCount), "time": Date().timeIntervalSince1970,
      "seconds": seconds,
      "steps_per_second": Double(training.stepCount - last.step)
        / max(seconds - last.seconds, 1e-9),
    ])
    if episodes > 0 {
      row["episode_return"] = returns / Double(episodes)
      row["episode_length"] = Double(lengths) / Double(episodes)
      row["success_rate"] = Double(successes) / Double(episodes)
    }
    for (name, value) in training.measures { row[name] = Double(value) }
    return row
  }

  /// Begins the next interval, after `row`.
  mutating func finish(_ row: ProgressRow) {
    (episodes, lengths, successes, returns) = (0, 0, 0, 0)
    begin(step: row.step)
  }
}
