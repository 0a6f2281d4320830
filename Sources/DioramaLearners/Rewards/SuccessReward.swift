// SPDX-License-Identifier: Apache-2.0

/// A reward model that a classifier learns from success images.
public protocol SuccessReward: RewardModel {
  /// Makes an untrained reward.
  ///
  /// - Parameters:
  ///   - settings: The hyperparameters of the reward.
  ///   - problem: The observations, and the success images.
  ///   - policy: The policy that learns from it.
  ///   - warmup: The number of random steps before it is learned.
  ///   - compute: Threads and random numbers.
  /// - Throws: ``NetworkError`` if the images are too small for the classifier.
  init(
    _ settings: RewardSettings, _ problem: Problem, policy: LearnedPolicy?, warmup: Int,
    _ compute: Compute) throws

  /// Checks that it can be learned with `settings`.
  ///
  /// - Throws: ``SettingsError``.
  static func check(_ settings: RewardSettings, for problem: Problem) throws(SettingsError)

  /// The hyperparameters.
  var settings: RewardSettings { get }

  /// The classifier that tells success images from others.
  var classifier: SuccessClassifier { get }

  /// The labeler that answers its questions; nil if nobody does.
  var labeler: (any Labeler)? { get set }
}
