// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import TestSupport
import Testing

/// The parts of learning from demonstrations and reward together, each where the right answer is known.
@Suite(.slow) struct ImitationAndRewardTests {
  /// A state of two numbers of the hand and three of objects, one of which is a place.
  static let elements = [
    StateElement("hand x", "m", -9...9, .hand), StateElement("mug x", "m", -9...9, .place),
    StateElement("mug turn", "rad", -9...9), StateElement("hand velocity x", "m/s", -9...9, .hand),
    StateElement("mug velocity x", "m/s", -9...9),
  ]

  static func problem(
    elements: [StateElement] = elements, state: Int = 5, frame: ImageShape? = nil
  ) -> Problem {
    Problem(
      "Test-v1", ObservationLayout(stateCount: state, frame: frame),
      actions: .box(count: 1, in: -1...1), elements: elements)
  }

  /// Observations of `problem`, half of them demonstrated, each with the `state` and `action` of its number.
  static func replay(
    _ problem: Problem, count: Int = 200, frame: (Int) -> UInt8 = { UInt8($0 % 256) },
    state: (Int) -> [Float], action: (Int) -> Float = { _ in 0 }
  ) -> Replay {
    var replay = Replay(problem.layout, actionCount: 1, capacity: 2 * count)
    for name in ["f", "task_reward"] { replay.addColumn(name) }
    for index in 0..<count {
      if index == count / 2 {
        replay.append(state: state(0), frame: Array(repeating: 0, count: replay.frameCount))
        replay.endEpisode()
        replay.keep()
      }
      replay.append(
        state: state(index), frame: Array(repeating: frame(index), count: replay.frameCount))
      replay.complete([action(index)], reward: 0, terminated: false)
    }
    replay.append(state: state(0), frame: Array(repeating: 0, count: replay.frameCount))
    return replay
  }

  static func gail(_ changes: [String: JSONValue]) throws -> (LearnerEntry, LearnerEntry.Values) {
    let entry = try #require(LearnerCatalog.entry("gail"))
    var values = entry.values
    for (key, value) in changes { try entry.set(key, to: value, in: &values) }
    return (entry, values)
  }

  // MARK: λ

  /// The task's reward for the step at `slot` of a ``LinearProblem``.
  static func taskReward(_ replay: Replay, _ slot: Int) -> Float {
    let (x, a) = (
      replay.state(replay.next(slot))[0, default: 0], 2 * replay.action(slot)[0, default: 0]
    )
    return -x * x - a * a
  }

  @Test(arguments: [0, 0.3, 1] as [Float])
  func `the reward is λ of imitation and the rest of the task's, for all that is in the replay`(
    _ share: Float
  ) throws {
    let environment = try LinearProblem.make(horizon: 10)
    let problem = Problem(environment)
    var settings = SAC.Settings()
    (settings.hiddenUnits, settings.batchSize, settings.demonstrationShare) = ([8], 8, 0.25)
    (settings.practice.warmupSteps, settings.practice.replayCapacity) = (10, 30)
    let learner = try SAC(settings, problem, Compute(threads: 1, seed: 1))
    var reward = DiscriminatorSettings()
    (reward.discriminatorUnits, reward.discriminatorBatch, reward.discriminatorEvery) = ([8], 8, 20)
    reward.imitationShare = share
    let model = try AdversarialReward(
      reward, problem, policy: learner.policy, settings, Compute(threads: 1, seed: 1))
    let training = try Training([environment], learner, problem, reward: model, seed: 2)
    try training.addDemonstrations(2, in: LinearProblem.make(horizon: 10), seed: 1)
    // the ring of own steps is filled over, and the last steps come after the discriminator learned
    for _ in 0..<65 { _ = try training.step() }
    let replay = training.replay
    let steps = (0..<replay.slotCount).filter(replay.isStep)
    #expect(steps.count > 40)
    for slot in steps {
      let imitation = log1p(exp(replay["f", slot]))
      let expected = share * imitation + (1 - share) * Self.taskReward(replay, slot)
      #expect(abs(replay.rewards[slot] - expected) < 1e-4 * (1 + abs(expected)))
    }
    #expect((replay.columns["task_reward"] == nil) == (share == 1))
  }

  @Test(arguments: [-0.1, 1.5] as [Double])
  func `λ beyond its bounds is refused`(_ share: Double) throws {
    let (entry, values) = try Self.gail(["imitation_share": .number(share)])
    #expect {
      try entry.check(values, for: Self.problem())
    } throws: { error in
      "\(error)" == "imitation_share is \(share); it must be in 0...1"
    }
  }

  // MARK: starts

  /// The starts and lengths of the episodes of a training that only tries random actions; the expert of this
  /// problem is at 0 after one step, but for rounding.
  static func episodes(share: Float) throws -> (
    demonstrated: Set<Float>, episodes: [(start: Float, length: Int)]
  ) {
    let environment = try LinearProblem.make(horizon: 4)
    let problem = Problem(environment)
    var settings = SAC.Settings()
    (settings.hiddenUnits, settings.demonstrationShare) = ([8], 0)
    settings.practice.warmupSteps = 5_000
    settings.practice.demonstratedStarts = share
    let learner = try SAC(settings, problem, Compute(threads: 1, seed: 1))
    let training = try Training([environment], learner, problem, seed: 2)
    try training.addDemonstrations(3, in: LinearProblem.make(horizon: 4), seed: 1)
    var lengths: [Int] = []
    for _ in 0..<1_500 { if let ended = try training.step() { lengths.append(ended.length) } }
    let replay = training.replay
    func x(_ slot: Int) -> Float { replay.state(slot)[0, default: 0] }
    let starts = (replay.kept..<replay.slotCount).filter { replay.previous($0) == nil }.map(x)
    return (Set((0..<replay.kept).filter(replay.isStep).map(x)), Array(zip(starts, lengths)))
  }

  @Test func `episodes begin in demonstrations, and last as long as was left there`() throws {
    let (demonstrated, episodes) = try Self.episodes(share: 1)
    // but for the first, which began before there were demonstrations
    for (start, length) in episodes.dropFirst() {
      #expect((abs(start) < 1e-6 ? 1...3 : 4...4).contains(length))
    }
    #expect(Set(episodes.dropFirst().map(\.start)) == demonstrated)
    for length in 1...4 {
      let count = episodes.filter { $0.length == length }.count
      #expect(abs(count - episodes.count / 4) < 45)  // four standard deviations of one in four
    }
  }

  @Test func `the share says how many do`() throws {
    let (demonstrated, episodes) = try Self.episodes(share: 0.5)
    let count = episodes.filter { demonstrated.contains($0.start) }.count
    #expect(abs(2 * count - episodes.count) < 90)  // four standard deviations of a half
    let (others, usual) = try Self.episodes(share: 0)
    #expect(usual.allSatisfy { $0.length == 4 && !others.contains($0.start) })
  }

  // MARK: the discriminator's view

  static func reward(
    _ view: DiscriminatorView, _ problem: Problem, _ form: DiscriminatorForm = .plain,
    steps: Int = 20
  ) throws -> AdversarialReward {
    var (settings, reward) = (SAC.Settings(), DiscriminatorSettings())
    (settings.hiddenUnits, settings.demonstrationShare) = ([8], 0)
    settings.practice.warmupSteps = 10
    if problem.layout.frame != nil { settings.sight.encoder = .asymmetric }
    let learner = try SAC(settings, problem, Compute(threads: 1, seed: 1))
    (reward.discriminatorUnits, reward.discriminatorRate) = ([16], 5e-3)
    (reward.discriminatorSteps, reward.logitPenalty, reward.imitationReward) = (steps, 0, .even)
    (reward.discriminatorSees, reward.discriminator) = (view, form)
    if form == .shaped { reward.discriminatorBatch = 8 }
    return try AdversarialReward(
      reward, problem, policy: learner.policy, settings, Compute(threads: 1, seed: 1))
  }

  /// Replays that differ in the hand and in actions alone.
  @Test(arguments: DiscriminatorView.allCases)
  func `a discriminator of objects does not know the hand`(_ view: DiscriminatorView) throws {
    let problem = Self.problem()
    let rewards: [[Float]] = try [0, 1].map { hand in
      var random = RandomStream("objects", seed: 1)
      var replay = Self.replay(
        problem,
        state: { index in
          let objects = (0..<3).map { _ in Float(random.normal()) }
          let turn = Float(hand * (index % 7))
          return [turn, objects[0], objects[1], -turn, objects[2]]
        }, action: { Float(hand * ($0 % 3 - 1)) })
      let reward = try Self.reward(view, problem)
      #expect(reward.learn(from: &replay, after: 10))
      return (0..<replay.slotCount).filter(replay.isStep).map { reward.reward(at: $0, of: replay) }
    }
    #expect((rewards[0] == rewards[1]) == (view == .objects))
    #expect(Set(rewards[0]).count > 100)
  }

  /// The mug's x is N(0.5, 1) where demonstrated, else N(-0.5, 1), so that log D - log(1 - D) = x; the hand
  /// would tell for certain.
  @Test func `of objects the best discriminator is the ratio of their densities`() throws {
    let problem = Self.problem()
    var random = RandomStream("gaussians", seed: 4)
    var replay = Self.replay(problem, count: 6_000) { index in
      let side: Float = index < 3_000 ? 1 : -1
      return [side, Float(random.normal()) + side / 2, 0, side, 0]
    }
    let reward = try Self.reward(.objects, problem, steps: 400)
    #expect(reward.learn(from: &replay, after: 10))
    let errors = (0..<replay.slotCount).filter(replay.isStep).compactMap { slot in
      let x = replay.state(slot).dropFirst().first ?? 0
      return abs(x) < 1.5 ? abs(reward.reward(at: slot, of: replay) - x) : nil
    }
    #expect(errors.reduce(0, +) / Float(errors.count) < 0.15)
  }

  @Test func `AIRL's gradients are finite differences where it sees the objects`() throws {
    let problem = Self.problem()
    var random = RandomStream("test", seed: 1)
    let replay = Self.replay(
      problem, state: { _ in (0..<5).map { _ in Float(random.normal()) } },
      action: { Float($0 % 3 - 1) / 2 })
    let labels = (0..<8).map { Float($0 % 2) }
    let reward = try Self.reward(.objects, problem, .shaped)
    let wrong = reward.update.wrongGradients(of: replay, columns: [labels])
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  // MARK: the auxiliary task

  static func learner(_ encoder: ImageEncoder, weight: Float) throws -> SAC {
    var settings = SACTests.settings(encoder)
    (settings.placeWeight, settings.actorRate, settings.criticRate) = (weight, 3e-3, 3e-3)
    settings.sight.shift = 0
    return try SAC(
      settings, problem(frame: SACTests.frame), Compute(threads: 1, seed: 4))
  }

  @Test(arguments: ImageEncoder.allCases.filter { $0 != .none })
  func `gradients of the predicted places are finite differences`(_ encoder: ImageEncoder) throws {
    let learner = try Self.learner(encoder, weight: 0.5)
    #expect(learner.networks["places"] != nil)
    var random = RandomStream("test", seed: 2)
    var replay = Replay(Self.problem(frame: SACTests.frame).layout, actionCount: 1, capacity: 100)
    for _ in 0..<60 {
      replay.append(
        state: (0..<5).map { _ in Float(random.normal()) },
        frame: (0..<replay.frameCount).map { _ in UInt8(truncatingIfNeeded: random.bits()) },
        action: [Float(random.uniform(in: -1...1))], reward: 1, terminated: false)
    }
    let wrong = learner.update.wrongGradients(of: replay)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  /// The brighter the picture, the larger the place.
  @Test(arguments: [ImageEncoder.shared, .asymmetric])
  func `places are read off the pictures`(_ encoder: ImageEncoder) throws {
    let learner = try Self.learner(encoder, weight: 10)
    var random = RandomStream("places", seed: 1)
    let places = (0..<200).map { _ in Float(random.uniform(in: -1...1)) }
    let replay = Self.replay(
      Self.problem(frame: SACTests.frame), frame: { UInt8(128 + 120 * places[$0]) },
      state: { [0, places[$0], 0, 0, 0] })
    for _ in 0..<400 { try learner.update(replay) }
    // guessing the mean would miss by the variance 1/3
    #expect((learner.measures["place_error"] ?? 1) < 0.05)
  }

  @Test func `without a weight there is no auxiliary task`() throws {
    let learner = try Self.learner(.shared, weight: 0)
    #expect(learner.networks["places"] == nil)
    try learner.update(
      Self.replay(Self.problem(frame: SACTests.frame), state: { _ in [0, 0, 0, 0, 0] }))
    #expect(learner.measures["place_error"] == nil)
  }

  // MARK: critics that see more

  @Test func `asymmetric, the policy sees pictures and the critics the state`() throws {
    let problem = Self.problem(frame: SACTests.frame)
    let learner = try Self.learner(.asymmetric, weight: 0)
    func seen(state: Float, frame: UInt8) -> (action: [Float], value: Float) {
      var replay = Replay(problem.layout, actionCount: 1, capacity: 9)
      replay.append(
        state: Array(repeating: state, count: 5),
        frame: Array(repeating: frame, count: replay.frameCount))
      let random = RandomSource(RandomStream("act", seed: 1))
      return (
        learner.act(Seen(replay), exploring: false, random),
        learner.critics.values(at: [0], of: replay)[0][0]
      )
    }
    let (one, other, elsewhere) = (
      seen(state: 0, frame: 9), seen(state: 1, frame: 9), seen(state: 0, frame: 200)
    )
    #expect(one.action == other.action && one.value != other.value)
    #expect(one.action != elsewhere.action && one.value == elsewhere.value)
  }

  // MARK: what cannot be

  @Test(
    arguments: [
      (
        ["discriminator_sees": .string("objects"), "encoder": .string("shared")], 0, elements,
        "discriminator_sees is objects and no state is observed; observe both, or set discriminator_sees=all"
      ),
      (
        ["discriminator_sees": .string("objects")], 5, [],
        "discriminator_sees is objects and the state of Test-v1 has no hand to hide; set discriminator_sees=all"
      ),
      (
        ["encoder": .string("asymmetric")], 5, elements,
        "the encoder is asymmetric and no pixels are observed; choose encoder none, or observe pixels"
      ),
      (
        ["encoder": .string("asymmetric")], 0, elements,
        "the encoder is asymmetric and no state is observed; observe both"
      ),
      (
        ["place_weight": .number(0.5)], 5, elements,
        "place_weight is 0.5, and no encoder sees pictures; observe both and choose an encoder, or set place_weight=0"
      ),
      (
        ["place_weight": .number(0.5), "encoder": .string("shared")], 0, elements,
        "place_weight is 0.5, and no state is observed; observe both and choose an encoder, or set place_weight=0"
      ),
      (
        ["place_weight": .number(0.5), "encoder": .string("shared"), "frame_stack": .integer(1)], 5,
        [],
        "place_weight is 0.5, and the state of Test-v1 has no place of an object; set place_weight=0"
      ),
      (
        ["demonstrated_starts": .number(1.5)], 5, elements,
        "demonstrated_starts is 1.5; it must be in 0...1"
      ),
    ] as [([String: JSONValue], Int, [StateElement], String)])
  func `what cannot be is refused in one line`(
    _ changes: [String: JSONValue], _ state: Int, _ elements: [StateElement], _ line: String
  ) throws {
    let (entry, values) = try Self.gail(changes)
    let seesPictures = state == 0 || changes["frame_stack"] != nil
    let problem = Self.problem(
      elements: elements, state: state, frame: seesPictures ? SACTests.frame : nil)
    #expect {
      try entry.check(values, for: problem)
    } throws: { error in
      "\(error)" == line
    }
  }
}

extension ArraySlice<Float> {
  /// The number at `index` of the slice, counted from its beginning.
  fileprivate subscript(index: Int, default other: Float) -> Float {
    dropFirst(index).first ?? other
  }
}
