// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import DioramaNetworks

/// An agent that learns in an environment, a step at a time.
///
/// Everything it depends on is in it: saved after a step and loaded again, it goes on with the same
/// bits.
public final class Training {
  /// Where it learns.
  public let environment: AnyEnvironment

  /// What learns.
  public let learner: SAC

  /// What it is rewarded with, where that is learned too; else the environment's reward.
  public let reward: LearnedReward?

  /// What it lived through.
  public var replay: Replay

  /// How many steps it has made.
  public internal(set) var stepCount = 0

  /// How many episodes have ended.
  public internal(set) var episodeCount = 0

  let layout: ObservationLayout
  let actor: SACActor
  var observation: TaskObservation
  /// What is being done, what was seen when that was decided, and what was earned by it so far.
  var decision: Decision
  var episode = EpisodeSummary()
  var held: [Float] = []
  var episodes: RandomStream
  var exploration: RandomStream

  /// Makes an agent at the start of its first episode.
  ///
  /// - Parameters:
  ///   - environment: Where it learns; it is reset.
  ///   - settings: The hyperparameters.
  ///   - source: What the reward is learned from; nil for the environment's reward.
  ///   - goals: Pictures of success, where ``SACSettings/criticLoss`` wants them.
  ///   - threads: How many threads share an update; the result does not depend on it.
  ///   - seed: Of everything random.
  /// - Throws: What the environment throws, and ``NetworkError`` where it is not for the networks.
  public init(
    _ environment: AnyEnvironment, _ settings: SACSettings, reward source: RewardSource? = nil,
    goals: [Image] = [], threads: Int = 2, seed: UInt64
  ) throws {
    let layout = ObservationLayout(environment, settings)
    self.environment = environment
    self.layout = layout
    let learner = try SAC(
      settings, layout, actions: environment.actionSpace, goals: goals, threads: threads,
      seed: seed)
    self.learner = learner
    if let source, let picture = layout.frame {
      reward = try LearnedReward(source, agent: learner, picture, threads: threads, seed: seed)
    } else {
      precondition(source == nil, "a reward is learned from pictures, and none are observed")
      reward = nil
    }
    replay = Replay(
      layout, actionCount: learner.networks.head.actionCount, capacity: settings.replayCapacity)
    actor = SACActor(learner.networks, layout, explores: true)
    episodes = RandomStream("episodes", seed: seed)
    exploration = RandomStream("exploration", seed: seed)
    observation = try environment.reset(seed: episodes.bits())
    decision = Decision(observation: observation)
    reward?.begin(layout.frame(observation), looksSolved: environment.metrics.looksSolved)
  }

  /// Makes one step, and learns from what was lived through so far.
  ///
  /// - Returns: What came of the episode, where it ended.
  /// - Throws: ``TrainingError`` where a loss is no number any more, and what the environment throws.
  public func step() throws -> EpisodeSummary? {
    if episode.length % learner.settings.actionRepeat == 0 {
      decision = decide(on: chooseAction(), seeing: observation)
    }
    let result = try environment.step(environment.actionSpace.action(scaling: decision.action))
    observation = result.observation
    decision.reward += result.reward
    stepCount += 1
    episode.episodeReturn += Double(result.reward)
    episode.length += 1
    if result.ending != nil || episode.length % learner.settings.actionRepeat == 0 {
      remember(
        decision, in: environment, observation, terminated: result.ending == .terminated)
    }
    let ended = result.ending == nil ? nil : try endEpisode()
    try reward?.advance(after: stepCount, &replay)
    if stepCount >= learner.settings.warmupSteps {
      for _ in 0..<learner.settings.updatesPerStep { try update() }
    }
    return ended
  }

  private func update() throws(TrainingError) {
    learner.update(replay)
    for (name, value) in learner.losses.named + [("classifier_loss", reward?.loss ?? 0)]
    where !value.isFinite {
      throw .lossNotFinite(
        name, value: value, step: stepCount, update: learner.updateCount)
    }
  }

  /// Takes note of what was seen when `action` was decided on.
  func decide(on action: [Float], seeing observation: TaskObservation) -> Decision {
    learner.networks.normalizer.observe(layout.state(observation))
    return Decision(observation: observation, action: action)
  }

  /// Puts what was decided, and what came of it in `environment`, into the replay.
  func remember(
    _ decision: Decision, in environment: AnyEnvironment, _ observation: TaskObservation,
    terminated: Bool
  ) {
    let earned = reward?.see(
      layout.frame(observation), looksSolved: environment.metrics.looksSolved,
      after: decision.action, before: replay.nextSlot)
    replay.append(
      state: layout.state(decision.observation), frame: layout.frame(decision.observation),
      action: decision.action, reward: earned ?? decision.reward, terminated: terminated)
  }

  /// Puts the last observation of an episode into the replay.
  func rememberEnd(_ observation: TaskObservation) {
    reward?.store(replay.nextSlot)
    replay.append(
      state: layout.state(observation), frame: layout.frame(observation), action: [], reward: 0,
      terminated: false)
  }

  /// Random at first, the policy's then.
  private func chooseAction() -> [Float] {
    let settings = learner.settings
    var noise: RandomStream? = exploration
    let chosen = actor.action(for: observation, noise: &noise)
    exploration = noise ?? exploration
    if stepCount >= settings.warmupSteps { return chosen }
    // the first decision of each so many steps
    if stepCount % settings.heldSteps < settings.actionRepeat || held.isEmpty {
      held = learner.networks.head.randomAction(from: &exploration)
    }
    return held
  }

  private func endEpisode() throws -> EpisodeSummary {
    rememberEnd(observation)
    episode.isSuccess = environment.metrics.isSuccess
    let ended = episode
    episode = EpisodeSummary()
    episodeCount += 1
    observation = try environment.reset(seed: episodes.bits())
    reward?.begin(layout.frame(observation), looksSolved: environment.metrics.looksSolved)
    actor.begin()
    return ended
  }
}

/// What an agent does for ``SACSettings/actionRepeat`` steps.
struct Decision {
  /// What it saw.
  var observation: TaskObservation

  /// What it does; nothing yet if empty.
  var action: [Float] = []

  /// What was earned by it so far.
  var reward: Float = 0
}

/// What came of one episode of training.
public struct EpisodeSummary: Hashable, Sendable {
  /// The sum of the rewards.
  public var episodeReturn = 0.0

  /// How many steps it had.
  public var length = 0

  /// Whether the task was solved at its end.
  public var isSuccess = false
}
