// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath

/// An agent that learns a model of its environment, and plans with it.
///
/// Random actions come first; then every step is planned, and the model is trained every so many steps on
/// all that was seen. The reward is learned like everything else.
///
/// > Source: Chua et al. 2018, [*Deep Reinforcement Learning in a Handful of Trials using Probabilistic
/// > Dynamics Models*](https://arxiv.org/abs/1805.12114), algorithm 1, with ``ICEM`` in place of ``CEM``.
public final class ModelTraining {
  /// Where it learns.
  public let environment: AnyEnvironment

  /// How it learns and how it plans.
  public let settings: ModelSettings
  public let planner: PlannerSettings

  /// What learns the model.
  public let learner: EnsembleLearner

  /// What it lived through.
  public internal(set) var replay: Replay

  /// How many steps it has made, and how many episodes have ended.
  public internal(set) var stepCount = 0
  public internal(set) var episodeCount = 0

  let layout: ObservationLayout
  let acting: PlanningPolicy
  private let threads: Int
  var observation: TaskObservation
  var episode = EpisodeSummary()
  var held: [Float] = []
  var episodes: RandomStream
  var exploration: RandomStream

  /// The most steps of a run: nothing is ever forgotten.
  package static let stepLimit = 500_000

  /// Makes an agent at the start of its first episode.
  ///
  /// - Parameters:
  ///   - environment: Where it learns; it is reset.
  ///   - settings: How it learns.
  ///   - planner: How it plans.
  ///   - threads: How many threads share an update and a plan; the result does not depend on it.
  ///   - seed: Of everything random.
  /// - Throws: ``PlanningError`` where the environment is not for it, ``SettingsError``, and what the
  ///   environment throws.
  public init(
    _ environment: AnyEnvironment, _ settings: ModelSettings, _ planner: PlannerSettings,
    threads: Int = 2, seed: UInt64
  ) throws {
    let layout = try Self.layout(of: environment)
    try settings.check()
    let learner = try EnsembleLearner(
      settings, stateCount: layout.stateCount, actionCount: environment.actionSpace.count,
      threads: threads, seed: seed)
    let model = EnsembleModel(
      learner.ensemble, layout, of: environment, settings.propagation, threads: threads)
    self.environment = environment
    self.settings = settings
    self.planner = planner
    self.layout = layout
    self.learner = learner
    self.threads = threads
    acting = try PlanningPolicy(model, planner, for: environment)
    replay = Replay(
      layout, actionCount: environment.actionSpace.count, capacity: 2 * Self.stepLimit)
    episodes = RandomStream("episodes", seed: seed)
    exploration = RandomStream("exploration", seed: seed)
    observation = try environment.reset(seed: episodes.bits())
    acting.begin(seed: episodes.bits())
  }

  /// Returns what it is shown in `environment`.
  ///
  /// - Throws: ``PlanningError`` where a model cannot be learned.
  package static func layout(
    of environment: AnyEnvironment
  ) throws(PlanningError) -> ObservationLayout {
    guard case .box = environment.actionSpace else {
      throw .choices(environment.id.description)
    }
    let layout = ObservationLayout(environment)
    guard layout.frame == nil, layout.stateCount > 0 else { throw .pixels }
    return layout
  }

  /// Makes one step, and learns when it is time.
  ///
  /// - Returns: What came of the episode, where it ended.
  /// - Throws: ``TrainingError`` where the loss is no number any more, and what the environment throws.
  public func step() throws -> EpisodeSummary? {
    let action = try chooseAction()
    let result = try environment.step(environment.actionSpace.action(scaling: action))
    remember(action, result)
    stepCount += 1
    episode.episodeReturn += Double(result.reward)
    episode.length += 1
    let ended = result.ending == nil ? nil : try endEpisode()
    if stepCount >= settings.warmupSteps, stepCount % settings.trainEvery == 0 {
      learner.train(on: replay, updates: settings.trainEvery * settings.updatesPerStep)
      guard learner.loss.isFinite else {
        throw TrainingError.lossNotFinite(
          "model_loss", value: learner.loss, step: stepCount, update: learner.updateCount)
      }
    }
    return ended
  }

  private func remember(_ action: [Float], _ result: Step<TaskObservation>) {
    replay.append(
      state: layout.state(observation), frame: [], action: action, reward: result.reward,
      terminated: result.ending == .terminated)
    observation = result.observation
  }

  private func endRecord() {
    replay.append(
      state: layout.state(observation), frame: [], action: [], reward: 0, terminated: false)
  }

  /// Random at first, planned then.
  private func chooseAction() throws(SimulationError) -> [Float] {
    // there is nothing to plan with before the first training
    guard learner.updateCount > 0 else {
      if stepCount % settings.heldSteps == 0 || held.isEmpty {
        held = (0..<environment.actionSpace.count).map { _ in
          Float(exploration.uniform(in: -1...1))
        }
      }
      return held
    }
    let planned = try acting.unitAction(for: observation, in: environment)
    return planned.map { number in
      let noise = Float(settings.explorationNoise * exploration.normal())
      return min(max(number + noise, -1), 1)
    }
  }

  private func endEpisode() throws -> EpisodeSummary {
    endRecord()
    episode.isSuccess = environment.metrics.isSuccess
    let ended = episode
    episode = EpisodeSummary()
    episodeCount += 1
    observation = try environment.reset(seed: episodes.bits())
    acting.begin(seed: episodes.bits())
    return ended
  }

  /// Puts episodes of the scripted expert into the replay.
  ///
  /// - Parameters:
  ///   - count: How many episodes.
  ///   - environment: Another one like ``environment``, which is in the middle of an episode.
  ///   - seed: Of the starts.
  /// - Precondition: Nothing was learned yet.
  /// - Throws: What the environment throws.
  public func addDemonstrations(_ count: Int, in environment: AnyEnvironment, seed: UInt64) throws {
    precondition(stepCount == 0, "demonstrations come first; \(stepCount) steps were made")
    let start = observation
    var starts = RandomStream("demonstrations", seed: seed)
    for _ in 0..<count {
      observation = try environment.reset(seed: starts.bits())
      var ending: Ending?
      while ending == nil {
        let action = try environment.expertAction()
        let result = try environment.step(action)
        remember(environment.actionSpace.unit(action), result)
        ending = result.ending
      }
      endRecord()
    }
    observation = start
  }

  /// What acts in evaluations, in an environment that shows what its own does.
  package func policy(for environment: AnyEnvironment) throws -> any Policy {
    try PlanningPolicy(
      EnsembleModel(
        learner.ensemble, layout, of: environment, settings.propagation, threads: threads),
      planner, for: environment)
  }
}
