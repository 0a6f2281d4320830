// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
package import DioramaNetworks

/// A learner in an environment, a step at a time.
///
/// Everything that its future depends on is in it: saved after a step and loaded again, it goes on with
/// the same bits.
public final class Training {
  /// Where it learns, the first one of several.
  public var environment: AnyEnvironment { lanes[0].environment }

  /// The learner.
  public let learner: any Learner

  /// The reward that it learns by, where that is learned too; else the environment's.
  public let reward: (any RewardModel)?

  /// Its transitions so far.
  public internal(set) var replay: Replay

  /// How many steps it has made: of the environment, or of learning from a data set.
  public private(set) var stepCount = 0

  /// How many episodes have ended.
  public private(set) var episodeCount = 0

  /// What is seen and done.
  public let problem: Problem

  let practice: Practice
  private let isOffline: Bool
  private let episodes: RandomSource
  private let exploration: RandomSource
  private let turns: (environments: Int, steps: Int)
  /// The environments, which act in turn.
  private let lanes: [Lane]
  /// Whose turn it is, and how many steps it has made in it.
  private var (turn, turnSteps) = (0, 0)
  /// Whether what is seen first is in the replay.
  private var hasBegun = false
  /// How many updates there were when losses were last checked.
  private var checkedUpdates = 0

  private var lane: Lane { lanes[turn] }

  /// Begins the training of `learner` in `environments`, which are reset.
  ///
  /// - Parameters:
  ///   - environments: Where it learns, as many as its ``LearnerSettings/turns`` want.
  ///   - learner: The learner, of this environment's problem.
  ///   - problem: What is seen and done there.
  ///   - reward: The reward that is learned; nil for the environment's.
  ///   - seed: The seed of all that is random but the learner.
  /// - Throws: What the environment throws.
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

  /// Makes one step, and learns from what was experienced so far.
  ///
  /// - Returns: The episode that ended, if one did.
  /// - Throws: ``TrainingError`` where a loss is no number any more, and what the environment throws.
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

  /// Checks what the last update measured, if there was one.
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

  /// Lets the next environment have its turn, if it is time; its episode goes on.
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

  /// Random at first, the policy's then.
  private func chooseAction() throws -> [Float] {
    defer { observe() }
    if learner.isReady {
      // the policy draws in the warm-up too: how long that is shifts no later draw
      let chosen = try lane.agent.act(Seen(replay), exploration)
      if stepCount >= practice.warmupSteps { return chosen }
    }
    // the first decision of each so many steps
    if stepCount % practice.heldSteps < practice.actionRepeat || lane.held.isEmpty {
      lane.held = problem.randomAction(exploration)
    }
    return lane.held
  }

  /// Takes the newest state into the statistics of states.
  private func observe() {
    if let open = replay.open { problem.normalizer.observe(replay.state(open)) }
  }

  /// Puts what was done and what is seen after it into the replay.
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

  /// Puts what is seen into the replay.
  private func append(_ observation: TaskObservation, of environment: AnyEnvironment) {
    replay.append(observation)
    if let open = replay.open {
      replay["looks_solved", open] = environment.metrics.looksSolved ? 1 : 0
    }
    reward?.see(&replay)
  }

  /// Computes all rewards of the replay anew.
  private func rewardAgain() {
    guard let reward else { return }
    for slot in 0..<replay.slotCount where replay.isStep(slot) {
      replay.rewards[slot] = reward.reward(at: slot, of: replay)
    }
  }

  /// Puts episodes of the scripted expert into the replay, before the first step.
  ///
  /// - Parameters:
  ///   - count: How many episodes.
  ///   - environment: Another one like ``environment``, which is in the middle of an episode.
  ///   - seed: The seed of the starts.
  /// - Precondition: Nothing was learned yet.
  /// - Throws: What the environment throws.
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
  /// - Precondition: Nothing was learned yet, and what is seen and done is the same.
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

  /// What was measured last, by the names of the catalogue's columns.
  public var measures: Measures { learner.measures + (reward?.measures ?? [:]) }

  /// The reward that is learned from images of success, if one is.
  public var successReward: VICERAQ? { reward as? VICERAQ }

  /// One hash over all that acts: equal hashes mean equal agents.
  public var parametersHash: TrajectoryHash {
    var hash = learner.actingHash
    for case let part as any Acting in (reward?.parts ?? Parts()).map(\.part) {
      part.combine(into: &hash)
    }
    return hash
  }
}

extension Training {
  /// Everything that the future depends on but the observations in the replay, which are in a
  /// ``ReplayLog``.
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

  /// Goes on from what ``save(to:)`` wrote, with the same bits as if it had never stopped.
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

/// An episode of training.
public struct EpisodeSummary: Hashable, Sendable {
  /// The sum of the rewards.
  public var episodeReturn = 0.0

  /// How many steps it had.
  public var length = 0

  /// Whether the task was solved at its end.
  public var isSuccess = false
}
