// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath

/// What tells a person whether a learned reward can be trusted: its values where the truth is known.
struct RewardTrial {
  /// The expert's episode and a random one, as pictures.
  private let expert: [[UInt8]]
  private let random: [[UInt8]]
  private let pictures: RewardPictures

  /// Plays the episodes, in an environment of their own.
  ///
  /// - Throws: What the environment throws.
  init(_ configuration: RunConfiguration, _ pictures: RewardPictures) throws {
    self.pictures = pictures
    let environment = try configuration.makeEnvironment()
    func frames(_ policy: some Policy) throws -> [[UInt8]] {
      var policy = policy
      var frames: [[UInt8]] = []
      _ = try environment.rollout(
        &policy, name: "trial", episodes: 1, seed: Evaluator.firstSeed
      ) { _, _, observation in
        if let frame = observation.pixels?.samples { frames.append(frame) }
      }
      return frames
    }
    expert = try frames(ExpertPolicy())
    random = try frames(RandomPolicy())
  }

  /// What was found.
  struct Report {
    /// Means of f over the goals, over pictures of success and of failure that it never learned from.
    var goals: Double
    var heldOut: Double?
    var failures: Double?
    /// f along the expert's episode and a random one.
    var expert: [Double]
    var random: [Double]
    /// f along the policy's episodes, those whose end shows success and the others.
    var successes: [[Double]] = []
    var misses: [[Double]] = []

    /// The mean of f at the end of episodes whose end shows no success.
    var missesAtEnd: Double? { mean(misses.compactMap(\.last)) }

    /// Whether most episodes fail, and the reward takes their ends for success.
    ///
    /// They are worth as much then as half of the way from failure to success; where nobody shows
    /// failures, the random episode is one.
    var isExploited: Bool {
      guard misses.count > successes.count, let ends = missesAtEnd,
        let failures = failures ?? mean(random)
      else { return false }
      return ends > (failures + (heldOut ?? goals)) / 2
    }
  }

  /// Tries `reward` now.
  ///
  /// - Parameters:
  ///   - classifier: What the reward is made of.
  ///   - values: f along the episodes of an evaluation.
  ///   - looksSolved: Which of them end in what shows success.
  /// - Returns: What was found.
  func report(
    _ classifier: SuccessClassifier, values: [[Double]], looksSolved: [Bool]
  ) -> Report {
    func value(_ frame: [UInt8]) -> Double { Double(classifier.value(of: frame)) }
    func mean(_ images: [Image]) -> Double? {
      DioramaRuns.mean(images.map { value($0.samples) })
    }
    var report = Report(
      goals: mean(pictures.goals) ?? 0, heldOut: mean(pictures.heldOut),
      failures: mean(pictures.failures), expert: expert.map(value), random: random.map(value))
    for (episode, looksSolved) in zip(values, looksSolved) {
      if looksSolved { report.successes.append(episode) } else { report.misses.append(episode) }
    }
    return report
  }
}
