// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaLearners

/// The policy that a run has learned so far.
public struct SavedPolicy {
  /// What was trained.
  public let configuration: RunConfiguration

  private let folder: String

  /// Opens the run in `folder`; it may still go on.
  ///
  /// - Throws: ``RunError`` when there is none, or it has saved nothing.
  public init(run folder: String) throws {
    configuration = try RunConfiguration(ofRun: folder)
    guard TrainingStore.holdsCheckpoint(folder) else { throw RunError.noCheckpoint(folder) }
    self.folder = folder
  }

  /// The seed of the first start of evaluations.
  public static var firstSeed: UInt64 { Evaluator.firstSeed }

  /// Checks that the policy was learned in the environment called `id`.
  public func check(learnedIn id: String) throws(RunError) {
    guard id == configuration.environment else {
      throw .otherEnvironment(run: folder, learned: configuration.environment, wanted: id)
    }
  }

  /// Returns the reward that was learned, to be planned for.
  ///
  /// - Parameter every: How many steps lie between the pictures that are looked at.
  /// - Returns: The reward.
  /// - Throws: ``RunError`` where no reward was learned, and what reading it throws.
  public func pictureReward(every: Int) throws -> PictureReward {
    let problem = try configuration.problem(of: configuration.makeEnvironment())
    let (learner, reward) = try configuration.makeLearner(problem)
    guard let reward = reward as? VICERAQ else {
      throw RunError.noReward(run: folder, learner: configuration.learner)
    }
    try TrainingStore.load(reward.parts, from: folder, problem, learner.settings)
    return try PictureReward(
      reward.classifier.network, seeing: configuration.options.view, every: every)
  }

  /// Returns the policy, for an environment that shows what the run's does.
  public func policy(for environment: AnyEnvironment) throws -> any Policy {
    let problem = try configuration.problem(of: environment)
    let learner = try configuration.makeLearner(problem).learner
    try TrainingStore.load(learner.parts, from: folder, problem, learner.settings)
    return TrainedPolicy(learner, problem)
  }
}
