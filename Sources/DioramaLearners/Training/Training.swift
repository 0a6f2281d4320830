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
  private let (isOffline, keepsData): (Bool, Bool)
  /// The learner, if it asks the expert what it would do.
  private let student: (any Student)?
  /// Who takes over from the student when it sees fit; nil where the expert answers at every step.
  private var supervisor: (any Supervisor)?
  private let explorer: Explorer
  private let lanes: [Lane]
  private let starts: DemonstratedStarts
  /// The rollouts of several environments; nil for one environment.
  private let rollouts: Rollouts?
  /// Whether the first observation is in the replay.
  private var hasBegun = false
  /// The number of updates when losses were last checked.
  private var checkedUpdates = 0

  /// Begins the training of `learner` in `environments`, which are reset.
  ///
  /// - Parameters:
  ///   - environments: The environments that it learns in, as many as its ``LearnerSettings/rollout`` wants.
  ///   - learner: The learner, of this environment's problem.
  ///   - problem: The observations and actions there.
  ///   - reward: The reward that is learned; nil for the environment's.
  ///   - threads: The number of threads that share several environments; the result does not depend on it.
  ///   - seed: The seed of all random numbers but the learner's.
  /// - Throws: An error of the environment.
  public init(
    _ environments: [AnyEnvironment], _ learner: any Learner, _ problem: Problem,
    reward: (any RewardModel)? = nil, threads: Int = 1, seed: UInt64
  ) throws {
    let settings: any LearnerSettings = learner.settings
    self.learner = learner
    self.problem = problem
    self.reward = reward
    practice = settings.practice
    (isOffline, keepsData) = (settings.isOffline, settings.keepsData)
    student = learner as? any Student
    let rollout = settings.rollout
    precondition(
      environments.count == rollout.environments,
      "\(environments.count) environments for a learner that wants \(rollout.environments)")
    precondition(
      environments.count == 1 || practice.actionRepeat == 1,
      "in several environments each action lasts one step")
    replay = Replay(
      problem.layout, actionCount: problem.actionCount, capacity: practice.replayCapacity)
    for name in reward?.columns ?? [] { replay.addColumn(name) }
    if student != nil { replay.addLabels() }
    let starts = DemonstratedStarts(share: practice.demonstratedStarts)
    self.starts = starts
    lanes = try environments.enumerated().map { index, environment in
      try Lane(environment, learner.makeAgent(exploring: true), index: index, seed: seed, starts)
    }
    explorer = Explorer(learner, problem, practice)
    rollouts = lanes.count == 1 ? nil : Rollouts(lanes, steps: rollout.steps, threads: threads)
    if let gate = student?.gate { supervise(by: ScriptedSupervisor(gate: gate)) }
  }

  /// Lets `supervisor` take over from the learner when it sees fit, instead of a script that answers at every step.
  ///
  /// - Precondition: The learner is a ``Student``, and nothing is in the replay yet.
  public func supervise(by supervisor: any Supervisor) {
    precondition(student != nil, "\(type(of: learner)) asks no expert that could take over")
    precondition(replay.slotCount == 0, "a supervisor comes before any data")
    self.supervisor = supervisor
    replay.addLabelMarks()
  }

  /// Makes one step, and learns from the experience so far.
  ///
  /// The steps of several environments are made together at the beginning of each rollout, and counted one by one.
  ///
  /// Where a ``Supervisor`` is interrupted there is no step, and nothing changes.
  ///
  /// - Parameter isInterrupted: Asked while many steps are made at once; if true, none of them is made.
  /// - Returns: The episode that ended, if one did.
  /// - Throws: ``TrainingError`` if a loss is not finite, and any error of the environment or of learning.
  public func step(isInterrupted: () -> Bool = { false }) throws -> EpisodeSummary? {
    var ended: EpisodeSummary?
    if isOffline {
      stepCount += 1
    } else if let rollouts {
      if rollouts.areOver {
        guard try gather(rollouts, isInterrupted) else { return nil }
      }
      stepCount += 1
      ended = rollouts.count()
      if ended != nil { episodeCount += 1 }
    } else {
      begin()
      guard try choose() else { return nil }
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
    guard !hasBegun, !isOffline, rollouts == nil else { return }
    hasBegun = true
    append(lanes[0].moment)
  }

  /// Chooses the next action, if one is due: the learner's, or that of the expert who teaches it.
  ///
  /// - Returns: Whether there is one: not where a supervisor was interrupted.
  private func choose() throws -> Bool {
    let lane = lanes[0]
    guard lane.episode.length % practice.actionRepeat == 0 else { return true }
    if supervisor != nil, stepCount == 0, learner.updateCount == 0 {
      // what is watched first has learned from the demonstrations
      try student?.learnRound(from: replay)
    }
    let stream = lane.exploration.stream
    let own = try explorer.action(for: Seen(replay), in: lane, after: stepCount)
    guard let action = try taught(own, in: lane) else {
      lane.exploration.stream = stream
      return false
    }
    lane.action = action
    observe()
    return true
  }

  /// Makes one step in the environment.
  private func act() throws -> EpisodeSummary? {
    let transition = try lanes[0].step(actionRepeat: practice.actionRepeat)
    stepCount += 1
    if let transition { complete(transition) }
    if transition?.ended != nil { episodeCount += 1 }
    return transition?.ended?.episode
  }

  /// Returns the action to make where the learner would do `own`: if it is a student, the expert labels what it
  /// would do, and acts as often as the student says, or wherever a supervisor takes over.
  ///
  /// - Returns: The action; nil where the supervisor was interrupted.
  private func taught(_ own: [Float], in lane: Lane) throws -> [Float]? {
    guard let student else { return own }
    let space = lane.environment.actionSpace
    guard let supervisor else {
      let label = space.unit(try lane.environment.expertAction())
      replay.label(with: label)
      let share = student.expertShare(after: stepCount)
      return Float(lane.exploration.stream.uniform()) < share ? label : own
    }
    let moment = SupervisedMoment(
      environment: lane.environment, proposal: space.action(scaling: own), step: stepCount,
      episodeCount: episodeCount, episode: lane.episode)
    switch try supervisor.decide(at: moment) {
    case .student: return own
    case .interrupted: return nil
    case .supervisor(let action):
      let label = space.unit(action)
      replay.label(with: label)
      return label
    }
  }

  /// Lets all environments make the steps of a rollout, and puts these into the replay.
  ///
  /// - Returns: Whether it was not interrupted.
  private func gather(_ rollouts: Rollouts, _ isInterrupted: () -> Bool) throws -> Bool {
    let runs = try rollouts.run(explorer, after: stepCount, isInterrupted: isInterrupted)
    guard let runs else { return false }
    for (start, transitions) in runs {
      if replay.open != nil { replay.endEpisode() }
      append(start)
      for transition in transitions {
        observe()
        complete(transition)
      }
    }
    return true
  }

  /// Adds the newest state to the statistics of states.
  private func observe() {
    if let open = replay.open { problem.normalizer.observe(replay.state(open)) }
  }

  /// Puts a transition into the replay, and the first observation of the next episode if one ended.
  private func complete(_ transition: Lane.Transition) {
    replay.complete(
      transition.action, reward: transition.reward, terminated: transition.ending == .terminated)
    let slot = replay.last
    append(transition.moment)
    if let model = reward { replay.rewards[slot] = model.reward(at: slot, of: replay) }
    guard transition.ending != nil else { return }
    replay.endEpisode()
    if let next = transition.ended?.next { append(next) }
  }

  /// Puts an observation into the replay.
  private func append(_ moment: Lane.Moment) {
    replay.append(moment.observation)
    if let open = replay.open { replay["looks_solved", open] = moment.looksSolved ? 1 : 0 }
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
    var seeds = RandomStream("demonstrations", seed: seed)
    for _ in 0..<count {
      append(Lane.Moment(try environment.reset(seed: seeds.bits()), of: environment))
      starts.beginEpisode()
      var isOver = false
      while !isOver {
        starts.add(environment)
        let action = try environment.expertAction()
        observe()
        var step = try environment.step(action)
        for _ in 1..<practice.actionRepeat where step.ending == nil {
          let earned = step.reward
          step = try environment.step(action)
          step.reward += earned
        }
        isOver = step.ending != nil
        complete(action, step, in: environment)
      }
    }
  }

  /// Puts an episode whose actions are known into the replay, before the first step.
  ///
  /// - Parameters:
  ///   - seed: The seed of the episode.
  ///   - actions: Its actions, one for each step; after the last one it is over.
  ///   - environment: An environment like ``environment``, but not that one.
  /// - Precondition: Nothing was learned yet.
  /// - Throws: An error of the environment.
  package func addEpisode(
    seed: UInt64, of actions: [TaskAction], in environment: AnyEnvironment
  ) throws(SimulationError) {
    precondition(stepCount == 0, "recordings come first; \(stepCount) steps were made")
    append(Lane.Moment(try environment.reset(seed: seed), of: environment))
    if !actions.isEmpty { starts.beginEpisode() }
    for (index, action) in actions.enumerated() {
      starts.add(environment)
      observe()
      var step = try environment.step(action)
      if index == actions.count - 1, step.ending == nil { step.ending = .truncated }
      complete(action, step, in: environment)
    }
  }

  /// Puts a step of somebody else into the replay.
  private func complete(
    _ action: TaskAction, _ step: Step<TaskObservation>, in environment: AnyEnvironment
  ) {
    let action = environment.actionSpace.unit(action)
    if student != nil { replay.label(with: action) }
    complete(
      Lane.Transition(
        action: action, reward: step.reward,
        moment: Lane.Moment(step.observation, of: environment), ending: step.ending))
    if keepsData { replay.keep() }
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
        let action = Array(data.action(slot))
        if student != nil { replay.label(with: action) }
        replay.complete(
          action, reward: data.rewards[slot], terminated: data.isTerminal(slot))
      } else {
        replay.endEpisode()
      }
      if keepsData { replay.keep() }
    }
  }

  /// The last measurements, by the names of the catalogue's columns.
  public var measures: Measures { learner.measures + (reward?.measures ?? [:]) }

  /// The reward that is learned from success images; nil if there is no such reward.
  public var successReward: (any SuccessReward)? { reward as? any SuccessReward }

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
    file.add("training.counts", [UInt64(stepCount), UInt64(episodeCount)])
    for (index, lane) in lanes.enumerated() { lane.save(to: &file, as: "lane.\(index)") }
    rollouts?.save(to: &file)
    starts.save(to: &file)
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
    let counts = try file.counts("training.counts", count: 2)
    (stepCount, episodeCount) = (counts[0], counts[1])
    for (index, lane) in lanes.enumerated() {
      try lane.load(from: file, as: "lane.\(index)", of: problem)
    }
    try rollouts?.load(from: file)
    try starts.load(from: file, of: environment)
  }

  private var allParts: [(name: String, part: any Saved)] {
    Array(learner.parts) + Array(reward?.parts ?? Parts())
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
