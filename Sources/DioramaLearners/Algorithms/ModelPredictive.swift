// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Model-predictive control with a learned model: an ensemble of probabilistic networks learns the dynamics
/// and the reward, and a planner plans each action with it.
///
/// > Source: Chua et al. 2018, [*Deep Reinforcement Learning in a Handful of Trials using Probabilistic
/// > Dynamics Models*](https://arxiv.org/abs/1805.12114), algorithm 1, with ``ICEM`` in place of ``CEM``.
public final class ModelPredictive: Learner {
  /// The hyperparameters of the model and of planning.
  public struct Settings: LearnerSettings {
    public var model = ModelSettings()
    public var planning = PlannerSettings()

    public init() {}

    public var practice: Practice {
      Practice(warmupSteps: model.warmupSteps, heldSteps: model.heldSteps)  // keeps everything
    }

    public var sight: Sight { Sight() }

    public func check(for problem: Problem) throws(SettingsError) {
      try planning.check()
      guard problem.choiceCount == nil else {
        throw .conflict(
          "pets plans continuous actions, and those of \(problem.environment) are discrete",
          remedy: "'diorama solve \(problem.environment)' plans there exactly")
      }
      guard problem.layout.frame == nil else {
        throw .conflict(
          "a model is learned from the state, and pixels are observed", remedy: "observe the state")
      }
    }
  }

  public let settings: Settings

  /// The learner of the model.
  public let model: EnsembleLearner

  private let (problem, compute): (Problem, Compute)
  private let horizon: RecedingHorizon

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
    model = try EnsembleLearner(
      settings.model, stateCount: problem.layout.stateCount, actionCount: problem.actionCount,
      compute)
    horizon = RecedingHorizon(settings.planning, numbers: problem.actionCount)
  }

  public func learn(from replay: Replay, after step: Int) {
    let every = settings.model.trainEvery
    guard step >= settings.model.warmupSteps, step % every == 0 else { return }
    model.train(on: replay, updates: every * settings.model.updatesPerStep)
  }

  /// Whether the model was trained; before that there is nothing to plan with.
  public var isReady: Bool { model.updateCount > 0 }

  public func makeAgent(exploring: Bool) -> any Agent {
    PlanningAgent(
      exploring ? horizon : RecedingHorizon(settings.planning, numbers: problem.actionCount),
      EnsembleModel(
        model.ensemble, problem, settings.model.propagation, threads: compute.threads),
      noise: exploring ? settings.model.explorationNoise : 0)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) throws -> [Float] {
    try makeAgent(exploring: exploring).act(seen, random)
  }

  public var updateCount: Int { model.updateCount }
  public var measures: Measures { updateCount == 0 ? [:] : ["model_loss": model.loss] }

  public var parts: Parts {
    Parts().adding(
      ("model", model.ensemble), ("update", model.update), ("sampling", model.sampling),
      ("planner", horizon))
  }
}

/// An agent that plans each action with a learned model, and adds noise to it.
private final class PlanningAgent: Agent {
  private let horizon: RecedingHorizon
  private let model: EnsembleModel
  private let noise: Double

  init(_ horizon: RecedingHorizon, _ model: EnsembleModel, noise: Double) {
    (self.horizon, self.model, self.noise) = (horizon, model, noise)
  }

  func begin(seed: @autoclosure () -> UInt64) { horizon.begin(seed: seed()) }

  func act(_ seen: Seen, _ random: RandomSource) throws -> [Float] {
    let model = model
    let planned = try horizon.action {
      model.begin(at: seen.replay.state(seen.slot))
      return { model.returns(of: $0) }
    }
    guard noise > 0 else { return planned }
    return planned.map { min(max($0 + Float(noise * random.stream.normal()), -1), 1) }
  }
}
