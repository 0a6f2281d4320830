// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
package import DioramaNetworks

/// The training of a learner in an environment, one step at a time.
///
/// It holds everything that its future depends on: saved after a step and loaded again, it resumes with the
/// same bits.
public final class Training {
  /// The environment that it learns in, the first one of several.
  public var environment: AnyEnvironment { lanes[0].environment }

  /// The learner.
  public let learner: any Learner

  /// The learned reward; nil if the learner learns from the environment's.
  public let reward: (any RewardModel)?

  /// The transitions so far.
  public internal(set) var replay: Replay

  /// The number of steps so far: of the environment, or of learning from a data set.
  public private(set) var stepCount = 0

  /// The number of episodes that have ended.
  public private(set) var episodeCount = 0

  /// The learning problem: its observations and actions.
  public let problem: Problem

  let practice: Practice
  private let isOffline: Bool
  private let episodes: RandomSource
  private let exploration: RandomSource
  private let turns: (environments: Int, steps: Int)
  /// The environments, which act in turn.
  private let lanes: [Lane]
  /// The lane whose turn it is, and the number of steps in this turn.
  private var (turn, turnSteps) = (0, 0)
  /// Whether the first observation is in the replay.
  private var hasBegun = false
  /// The number of updates when losses were last checked.
  private var checkedUpdates = 0

  private var lane: Lane { lanes[turn] }

  /// Begins the training of `learner` in `environments`, which are reset.
  ///
  /// - Parameters:
  ///   - environments: The environments that it learns in, as many as its ``LearnerSettings/turns`` want.
  ///   - learner: The learner, of this environment's problem.
  ///   - problem: The observations and actions there.
  ///   - reward: The reward that is learned; nil for the environment's.
  ///   - seed: The seed of all random numbers but the learner's.
  /// - Throws: An error of the environment.
  public init(
    _ environments: [AnyEnvironment], _ learner: any Learner, _ problem: Problem,
    reward: (any RewardModel)? = nil, seed: UInt64
  ) throws {
    let settings: any LearnerSettings = learner.settings
    self.learner = learner
    self.problem = problem
    self.reward = reward
    practice = settings.practice
    isOffline = settings.isOffline
    turns = settings.turns
    precondition(
      environments.count == turns.environments,
      "\(environments.count) environments for a learner that wants \(turns.environments)")
    replay = Replay(
      problem.layout, actionCount: problem.actionCount, capacity: practice.replayCapacity)
    episodes = RandomSource(RandomStream("episodes", seed: seed))
    exploration = RandomSource(RandomStream("exploration", seed: seed))
    for name in reward?.columns ?? [] { replay.addColumn(name) }
    lanes = try environments.map { [episodes] in
      try Lane($0, learner.makeAgent(exploring: true), episodes)
    }
  }

  /// Makes one step, and learns from the experience so far.
  ///
  /// - Returns: The episode that ended, if one did.
  /// - Throws: ``TrainingError`` if a loss is not finite, and any error of the environment or of learning.
  public func step() throws -> EpisodeSummary? {
    var ended: EpisodeSummary?
    if isOffline {
      stepCount += 1
    } else {
      begin()
      ended = try act()
    }
    if try reward?.learn(from: &replay, after: stepCount) == true { rewardAgain() }
    try learner.learn(from: replay, after: stepCount)
    try checkLosses()
    return ended
  }

  /// Checks that the measurements of the last update are finite, if there was a new one.
  private func checkLosses() throws(TrainingError) {
    guard learner.updateCount > checkedUpdates else { return }
    checkedUpdates = learner.updateCount
    if let (name, value) = measures.first(where: { !$0.value.isFinite }) {
      throw .lossNotFinite(name, value: value, step: stepCount, update: checkedUpdates)
    }
  }

  /// Puts the first observation into the replay.
  private func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    append(lane.observation, of: lane.environment)
  }

  /// Gives the turn to the next environment, if it is due; the episode there continues.
  private func takeTurns() {
    guard lanes.count > 1, turnSteps >= turns.steps,
      lane.episode.length % practice.actionRepeat == 0
    else { return }
    replay.endEpisode()
    (turn, turnSteps) = ((turn + 1) % lanes.count, 0)
    append(lane.observation, of: lane.environment)
  }

  /// Makes one step in the environment.
  private func act() throws -> EpisodeSummary? {
    takeTurns()
    let environment = lane.environment
    if lane.episode.length % practice.actionRepeat == 0 {
      lane.action = try chooseAction()
      lane.earned = 0
    }
    let result = try environment.step(environment.actionSpace.action(scaling: lane.action))
    stepCount += 1
    turnSteps += 1
    lane.observation = result.observation
    lane.earned += result.reward
    lane.episode.episodeReturn += Double(result.reward)
    lane.episode.length += 1
    guard result.ending != nil || lane.episode.length % practice.actionRepeat == 0 else {
      return nil
    }
    complete(lane.action, lane.earned, result.observation, result.ending, of: environment)
    guard result.ending != nil else { return nil }

    var ended = lane.episode
    ended.isSuccess = environment.metrics.isSuccess
    episodeCount += 1
    try lane.reset(episodes)
    append(lane.observation, of: environment)
    return ended
  }

  /// Returns the next action: random in the warm-up, the policy's after it.
  private func chooseAction() throws -> [Float] {
    defer { observe() }
    if learner.isReady {
      // the policy draws in the warm-up too, so that the warm-up's length shifts no later draw
      let chosen = try lane.agent.act(Seen(replay), exploration)
      if stepCount >= practice.warmupSteps { return chosen }
    }
    // the first decision in every so many steps
    if stepCount % practice.heldSteps < practice.actionRepeat || lane.held.isEmpty {
      lane.held = problem.randomAction(exploration)
    }
    return lane.held
  }

  /// Adds the newest state to the statistics of states.
  private func observe() {
    if let open = replay.open { problem.normalizer.observe(replay.state(open)) }
  }

  /// Puts the action and the next observation into the replay.
  private func complete(
    _ action: [Float], _ reward: Float, _ observation: TaskObservation, _ ending: Ending?,
    of environment: AnyEnvironment
  ) {
    replay.complete(action, reward: reward, terminated: ending == .terminated)
    let slot = replay.last
    append(observation, of: environment)
    if let model = self.reward { replay.rewards[slot] = model.reward(at: slot, of: replay) }
    if ending != nil { replay.endEpisode() }
  }

  /// Puts an observation into the replay.
  private func append(_ observation: TaskObservation, of environment: AnyEnvironment) {
    replay.append(observation)
    if let open = replay.open {
      replay["looks_solved", open] = environment.metrics.looksSolved ? 1 : 0
    }
    reward?.see(&replay)
  }

  /// Recomputes all rewards in the replay.
  private func rewardAgain() {
    guard let reward else { return }
    for slot in 0..<replay.slotCount where replay.isStep(slot) {
      replay.rewards[slot] = reward.reward(at: slot, of: replay)
    }
  }

  /// Puts episodes of the scripted expert into the replay, before the first step.
  ///
  /// - Parameters:
  ///   - count: The number of episodes.
  ///   - environment: An environment like ``environment``, but not that one, which is in the middle of an
  ///     episode.
  ///   - seed: The seed of the episodes' starts.
  /// - Precondition: Nothing was learned yet.
  /// - Throws: An error of the environment.
  public func addDemonstrations(_ count: Int, in environment: AnyEnvironment, seed: UInt64) throws {
    precondition(stepCount == 0, "demonstrations come first; \(stepCount) steps were made")
    var starts = RandomStream("demonstrations", seed: seed)
    for _ in 0..<count {
      append(try environment.reset(seed: starts.bits()), of: environment)
      var ending: Ending?
      while ending == nil {
        let action = try environment.expertAction()
        observe()
        var (earned, seen) = (Float(0), TaskObservation(state: []))
        for _ in 0..<practice.actionRepeat where ending == nil {
          let step = try environment.step(action)
          earned += step.reward
          (seen, ending) = (step.observation, step.ending)
        }
        complete(environment.actionSpace.unit(action), earned, seen, ending, of: environment)
      }
    }
  }

  /// Puts the transitions of `data` into the replay, before the first step.
  ///
  /// - Precondition: Nothing was learned yet, and the observations and actions of `data` have the same
  ///   layout.
  public func addDataset(_ data: Replay) {
    precondition(stepCount == 0, "data comes first; \(stepCount) steps were made")
    for slot in data.slots(from: 0) {
      replay.append(
        state: Array(data.state(slot)), goal: Array(data.achievedGoal(slot)),
        frame: data.frameBytes(slot))
      reward?.see(&replay)
      observe()
      if data.isStep(slot), slot != data.last {
        replay.complete(
          Array(data.action(slot)), reward: data.rewards[slot],
          terminated: data.isTerminal(slot))
      } else {
        replay.endEpisode()
      }
    }
  }

  /// The last measurements, by the names of the catalogue's columns.
  public var measures: Measures { learner.measures + (reward?.measures ?? [:]) }

  /// The reward that is learned from success images; nil if there is no such reward.
  public var successReward: VICERAQ? { reward as? VICERAQ }

  /// A hash over all parts that it acts by: equal hashes mean equal agents.
  public var parametersHash: TrajectoryHash {
    var hash = learner.actingHash
    for case let part as any Acting in (reward?.parts ?? Parts()).map(\.part) {
      part.combine(into: &hash)
    }
    return hash
  }
}

extension Training {
  /// Saves everything that the future depends on, except the observations in the replay, which a
  /// ``ReplayLog`` holds.
  package func save(to file: inout SafeTensors) throws(TrainingError) {
    begin()
    for case (let name, let part as Network) in allParts
    where !part.parameters.values.allSatisfy(\.isFinite) {
      throw .networkNotFinite(name, step: stepCount)
    }
    for (name, part) in allParts { part.save(to: &file, as: name) }
    file.add("training.counts", [stepCount, episodeCount, turn, turnSteps].map { UInt64($0) })
    for (index, lane) in lanes.enumerated() { lane.save(to: &file, as: "lane.\(index)") }
    replay.save(to: &file)
  }

  /// Resumes from the state that ``save(to:)`` wrote, with the same bits as if it had never stopped.
  package func load(from file: SafeTensors, _ log: ReplayLog) throws {
    hasBegun = true
    try replay.load(from: file, log)
    guard (0..<replay.slotCount).allSatisfy({ problem.allows(Array(replay.action($0))) }) else {
      throw SafeTensorsError.badEntry("replay", reason: "has an action that is out of range")
    }
    for (name, part) in allParts { try part.load(from: file, as: name) }
    let counts = try file.counts("training.counts", count: 4)
    guard lanes.indices.contains(counts[2]) else {
      throw SafeTensorsError.badEntry("training.counts", reason: "holds \(counts)")
    }
    (stepCount, episodeCount, turn, turnSteps) = (counts[0], counts[1], counts[2], counts[3])
    for (index, lane) in lanes.enumerated() {
      try lane.load(from: file, as: "lane.\(index)", of: problem)
    }
  }

  private var allParts: [(name: String, part: any Saved)] {
    Array(learner.parts) + Array(reward?.parts ?? Parts())
      + [("episodes", episodes), ("exploration", exploration)]
  }
}

/// The summary of an episode of training.
public struct EpisodeSummary: Hashable, Sendable {
  /// The return: the sum of the rewards, without discount.
  public var episodeReturn = 0.0

  /// The number of steps.
  public var length = 0

  /// Whether the task was solved at its end.
  public var isSuccess = false
}
