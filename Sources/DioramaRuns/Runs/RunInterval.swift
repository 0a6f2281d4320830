// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import Foundation

/// What happened since the last row; it is saved with the agent.
struct RunInterval {
  /// How many evaluations there were so far.
  var evaluations = 0

  private var episodes = 0
  private var lengths = 0
  private var successes = 0
  private var returns = 0.0
  /// The time that was spent before this process began [s].
  private var secondsBefore = 0.0
  private let start = ContinuousClock.now
  private var last = (step: 0, seconds: 0.0)

  init() {}

  /// How many ``words`` there are.
  static let wordCount = 6

  /// Goes on with what was saved; nil where that cannot be.
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

  /// Counts steps from `step` on.
  mutating func begin(step: Int) { last = (step, seconds) }

  mutating func add(_ episode: EpisodeSummary) {
    episodes += 1
    lengths += episode.length
    successes += episode.isSuccess ? 1 : 0
    returns += episode.episodeReturn
  }

  /// The row for what happened.
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

  /// Begins the next interval behind `row`.
  mutating func finish(_ row: ProgressRow) {
    (episodes, lengths, successes, returns) = (0, 0, 0, 0)
    begin(step: row.step)
  }
}
