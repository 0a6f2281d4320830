// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath

/// A trial of a learned reward: its values on images whose success is known.
struct RewardTrial {
  /// The images of an episode of the expert and of a random one.
  private let expert: [[UInt8]]
  private let random: [[UInt8]]
  private let pictures: RewardImages

  /// Runs the episodes, in an environment of their own.
  ///
  /// - Throws: The errors of the environment.
  init(_ configuration: RunConfiguration, _ pictures: RewardImages) throws {
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

  /// The result of a trial.
  struct Report {
    /// The means of f over the success images it learns from, the held-out ones, and the failures.
    var goals: Double
    var heldOut: Double?
    var failures: Double?
    /// The values of f along the expert's episode and a random one.
    var expert: [Double]
    var random: [Double]
    /// The values of f along the policy's episodes, by whether the last image shows success.
    var successes: [[Double]] = []
    var misses: [[Double]] = []

    /// The mean of f at the end of the episodes whose last image shows no success.
    var missesAtEnd: Double? { mean(misses.compactMap(\.last)) }

    /// Whether the policy exploits the reward: most episodes fail, and yet it scores their ends highly.
    ///
    /// That is so where their mean is above the middle between failure and success; without images of
    /// failure, the random episode takes their place.
    var isExploited: Bool {
      guard misses.count > successes.count, let ends = missesAtEnd,
        let failures = failures ?? mean(random)
      else { return false }
      return ends > (failures + (heldOut ?? goals)) / 2
    }
  }

  /// Tries the reward as it is now.
  ///
  /// - Parameters:
  ///   - classifier: The classifier of the reward.
  ///   - values: The values of f along the episodes of an evaluation.
  ///   - looksSolved: Whether the last image of each episode shows success.
  /// - Returns: The result.
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
