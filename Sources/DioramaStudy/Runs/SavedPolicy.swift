// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaLearners

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

  /// Returns the policy, for an environment that shows what the run's does.
  public func policy(for environment: AnyEnvironment) throws -> any Policy {
    guard let model = configuration.modelSettings, let planner = configuration.plannerSettings
    else { return try TrainingStore.policy(folder, configuration.settings, for: environment) }
    return try TrainingStore.policy(
      folder, model, planner, for: environment, threads: configuration.threads)
  }
}
