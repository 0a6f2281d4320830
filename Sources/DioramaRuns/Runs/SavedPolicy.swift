// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaLearners
public import DioramaMath

/// The policy of a run, as saved in its last checkpoint.
public struct SavedPolicy {
  /// The configuration of the run.
  public let configuration: RunConfiguration

  private let folder: String

  /// Opens the run in `folder`, which may still be training.
  ///
  /// - Throws: ``RunError`` when there is no run, or it has saved no checkpoint; ``SettingsError`` for a value of
  ///   its configuration.
  public init(run folder: String) throws {
    configuration = try RunConfiguration(ofRun: folder)
    guard CheckpointStore.holdsCheckpoint(folder) else { throw RunError.noCheckpoint(folder) }
    self.folder = folder
  }

  /// The seed of the first episode of evaluations.
  public static var firstSeed: UInt64 { Evaluator.firstSeed }

  /// Checks that the policy was learned in the environment called `id`.
  public func check(learnedIn id: String) throws(RunError) {
    guard id == configuration.environment else {
      throw .otherEnvironment(run: folder, learned: configuration.environment, wanted: id)
    }
  }

  /// Returns the learned reward, to be planned for.
  ///
  /// - Parameter every: The number of steps between the images that are scored.
  /// - Returns: The reward.
  /// - Throws: ``RunError`` when no reward was learned, or an error of reading it.
  public func pictureReward(every: Int) throws -> PictureReward {
    let problem = try configuration.problem(of: configuration.makeEnvironment())
    let (learner, reward) = try configuration.makeLearner(problem)
    guard let reward = reward as? any SuccessReward else {
      throw RunError.noReward(run: folder, learner: configuration.learner)
    }
    try CheckpointStore.load(reward.parts, from: folder, problem, learner.settings)
    return try PictureReward(
      reward.classifier.network, seeing: configuration.options.view, every: every)
  }

  /// Returns the run's own images: held-out ones of success and those of failure, which the reward was not
  /// learned from.
  ///
  /// - Throws: ``RunError`` or ``RenderError`` when they cannot be read.
  public func testImages() throws -> (successes: [Image], failures: [Image]) {
    let images = try RewardImages(ofRun: folder, configuration)
    return (images.heldOut.isEmpty ? images.goals : images.heldOut, images.failures)
  }

  /// Returns the policy, for an environment with the same observations as the run's.
  public func policy(for environment: AnyEnvironment) throws -> any Policy {
    let problem = try configuration.problem(of: environment)
    let learner = try configuration.makeLearner(problem).learner
    try CheckpointStore.load(learner.parts, from: folder, problem, learner.settings)
    return TrainedPolicy(learner, problem)
  }
}
