// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import TestSupport
import Testing

/// Learning from an expert, where the right answer is known.
@Suite struct ImitationTests {
  static let problem = Problem(
    ObservationLayout(stateCount: 1), .box(count: 1, in: -1...1))

  // MARK: cloning

  /// A fork: half of the demonstrations go left, by -0.5, half right, by 0.5, each give or take 0.05.
  static func fork() -> Replay {
    var replay = Replay(problem.layout, actionCount: 1, capacity: 3_000)
    var random = RandomStream("fork", seed: 1)
    for index in 0..<2_000 {
      replay.append(state: [Float(random.uniform(in: -1...1))])
      let way: Float = index % 2 == 0 ? -0.5 : 0.5
      replay.complete([way + 0.05 * Float(random.normal())], reward: 0, terminated: false)
    }
    replay.append(state: [0])
    return replay
  }

  static func clone(_ distribution: ClonedDistribution) throws -> BehaviorCloning {
    var settings = BehaviorCloning.Settings()
    (settings.hiddenUnits, settings.learningRate, settings.components) = ([16], 1e-2, 3)
    settings.distribution = distribution
    let clone = try BehaviorCloning(settings, problem, Compute(threads: 1, seed: 1))
    let replay = fork()
    for step in 1...600 { try clone.learn(from: replay, after: step) }
    return clone
  }

  @Test func `a mixture takes one of two paths`() throws {
    let (clone, replay) = (try Self.clone(.mixture), Self.fork())
    let random = RandomSource(RandomStream("act", seed: 1))
    let best = clone.act(Seen(replay), exploring: false, random)[0]
    #expect(abs(abs(best) - 0.5) < 0.05)
    // drawn: half left, half right, none in the middle
    let drawn = (0..<400).map { _ in clone.act(Seen(replay), exploring: true, random)[0] }
    #expect(drawn.allSatisfy { abs(abs($0) - 0.5) < 0.3 })
    #expect(abs(drawn.filter { $0 > 0 }.count - 200) < 60)  // three standard deviations, and six
    // -log π is the entropy of the fork: log 2 + log(0.05 √(2πe)) = -0.884
    #expect(abs((clone.measures["actor_loss"] ?? 0) + 0.884) < 0.15)
  }

  @Test(arguments: [ClonedDistribution.gaussian, .deterministic])
  func `one mean goes through the forbidden middle`(_ distribution: ClonedDistribution) throws {
    let random = RandomSource(RandomStream("act", seed: 1))
    let action = try Self.clone(distribution).act(Seen(Self.fork()), exploring: false, random)[0]
    #expect(abs(action) < 0.2)
  }

  @Test(arguments: ClonedDistribution.allCases)
  func `gradients of each distribution are finite differences`(
    _ distribution: ClonedDistribution
  ) throws {
    var settings = BehaviorCloning.Settings()
    (settings.hiddenUnits, settings.batchSize) = ([8, 8], 8)
    settings.distribution = distribution
    let clone = try BehaviorCloning(settings, Self.problem, Compute(threads: 1, seed: 2))
    let wrong = clone.update.wrongGradients(of: Self.fork())
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test func `discrete actions have no mixture`() throws {
    let entry = try #require(LearnerCatalog.entry("bc"))
    var values = entry.values
    try entry.set("distribution", to: .string("mixture"), in: &values)
    let choices = Problem(ObservationLayout(stateCount: 1), .discrete(count: 2))
    #expect {
      try entry.check(values, for: choices)
    } throws: { error in
      "\(error)" == "distribution is mixture and the actions of Test-v1 are discrete; "
        + "leave distribution out: they have a probability each"
    }
  }

  // MARK: dataset aggregation

  /// The expert of this problem does `-x / 2`.
  @Test func `the expert acts in the first round, and labels what the learner does in others`()
    throws
  {
    let environment = try LinearProblem.make(horizon: 20)
    let problem = Problem(environment)
    var settings = DAgger.Settings()
    (settings.roundSteps, settings.roundUpdates, settings.hiddenUnits) = (40, 100, [32])
    settings.expertDecay = 0
    let learner = try DAgger(settings, problem, Compute(threads: 1, seed: 1))
    let training = try Training([environment], learner, problem, seed: 3)
    for _ in 0..<240 { _ = try training.step() }
    let replay = training.replay
    let steps = (0..<replay.slotCount).filter(replay.isStep)
    #expect(steps.count == 240)
    // but for rounding, where actions are scaled to ±1
    let errors = steps.map { slot in
      abs(replay.label(at: slot)[0] + (replay.state(slot).first ?? 0) / 2)
    }
    #expect((errors.max() ?? 1) < 1e-6)
    let own = steps.map { Array(replay.action($0)) != replay.label(at: $0) }
    #expect(!own.prefix(40).contains(true) && own.dropFirst(40).filter(\.self).count > 190)
    let random = RandomSource(RandomStream("act", seed: 1))
    let x = try #require(replay.open.map { replay.state($0).first ?? 0 })
    #expect(abs(learner.act(Seen(replay), exploring: true, random)[0] + x / 2) < 0.05)
  }

  @Test func `the expert's share falls from round to round`() throws {
    var settings = DAgger.Settings()
    (settings.roundSteps, settings.expertDecay) = (10, 0.5)
    let learner = try DAgger(settings, Self.problem, Compute(threads: 1, seed: 1))
    #expect([0, 9, 10, 25].map { learner.expertShare(after: $0) } == [1, 1, 0.5, 0.25])
  }

  // MARK: adversarial rewards

  static func student(_ change: (inout SAC.Settings) -> Void = { _ in }) throws -> SAC {
    var settings = SAC.Settings()
    (settings.hiddenUnits, settings.demonstrationShare) = ([8], 0)
    settings.practice.warmupSteps = 10
    change(&settings)
    return try SAC(settings, problem, Compute(threads: 1, seed: 1))
  }

  /// Transitions of demonstrators, which stay, and of a learner.
  static func replay(
    count: Int, shown: @escaping () -> (state: Float, action: Float),
    own: @escaping () -> (state: Float, action: Float)
  ) -> Replay {
    var replay = Replay(problem.layout, actionCount: 1, capacity: 2 * count)
    replay.addColumn("f")
    for source in [shown, own] {
      if replay.added > 0 { replay.keep() }
      for _ in 0..<count {
        let (state, action) = source()
        replay.append(state: [state])
        replay.complete([action], reward: 0, terminated: false)
      }
      replay.append(state: [0])
      replay.endEpisode()
    }
    replay.append(state: [0])
    return replay
  }

  static func reward(
    _ replay: inout Replay, _ learner: SAC,
    change: (inout DiscriminatorSettings) -> Void = { _ in }
  ) throws -> AdversarialReward {
    var settings = DiscriminatorSettings()
    (settings.discriminatorUnits, settings.discriminatorRate) = ([16], 5e-3)
    (settings.discriminatorSteps, settings.logitPenalty) = (400, 0)
    settings.imitationReward = .even
    change(&settings)
    let reward = try AdversarialReward(
      settings, problem, policy: learner.policy, learner.settings, Compute(threads: 1, seed: 1))
    #expect(reward.learn(from: &replay, after: 10))
    return reward
  }

  /// Demonstrated states are N(0.5, 1), the learner's N(-0.5, 1): log D - log(1 - D) = x.
  @Test func `the best discriminator of two Gaussians is the ratio of their densities`() throws {
    var random = RandomStream("gaussians", seed: 4)
    var replay = Self.replay(
      count: 3_000, shown: { (Float(random.normal()) + 0.5, 0) },
      own: { (Float(random.normal()) - 0.5, 0) })
    let reward = try Self.reward(&replay, Self.student())
    let errors = (0..<replay.slotCount).filter { replay.isStep($0) }.compactMap { slot in
      let x = replay.state(slot).first ?? 0
      return abs(x) < 1.5 ? abs(reward.reward(at: slot, of: replay) - x) : nil
    }
    // as many samples tell the slope to 0.03, and a network bends a little between them
    #expect(errors.reduce(0, +) / Float(errors.count) < 0.15)
    #expect((errors.max() ?? 1) < 0.5)
  }

  @Test func `where there is nothing to tell, the loss is log 2`() throws {
    var random = RandomStream("gaussians", seed: 5)
    let draw = { (Float(random.normal()), Float(0)) }
    var replay = Self.replay(count: 3_000, shown: draw, own: draw)
    let reward = try Self.reward(&replay, Self.student())
    #expect(abs((reward.measures["discriminator_loss"] ?? 0) - log(2)) < 0.03)
  }

  /// D = e^f / (e^f + π) is best where e^f is the density of the demonstrator's actions.
  @Test func `AIRL finds the logarithm of the demonstrator's density`() throws {
    let learner = try Self.student()
    let draw = RandomSource(RandomStream("demonstrator", seed: 6))
    var here = Replay(Self.problem.layout, actionCount: 1, capacity: 3)
    here.append(state: [0])
    var replay = Self.replay(
      count: 3_000, shown: { (0, 0.2 + 0.3 * Float(draw.stream.normal())) },
      own: { (0, learner.act(Seen(here), exploring: true, draw)[0]) })
    let reward = try Self.reward(&replay, learner) { $0.discriminator = .shaped }
    let errors = (0..<replay.slotCount).filter { replay.isStep($0) }.compactMap { slot in
      let noise = ((replay.action(slot).first ?? 0) - 0.2) / 0.3
      let known = -noise * noise / 2 - log(0.3 * (2 * Float.pi).squareRoot())
      return abs(noise) < 1.5 ? abs(reward.reward(at: slot, of: replay) - known) : nil
    }
    #expect(errors.reduce(0, +) / Float(errors.count) < 0.15)
  }

  @Test(arguments: DiscriminatorForm.allCases)
  func `the discriminator's gradients are finite differences`(_ form: DiscriminatorForm) throws {
    let entry = try #require(LearnerCatalog.entry(form == .plain ? "gail" : "airl"))
    let (made, replay) = try LearnerCatalogTests.make(entry)
    let reward = try #require(made.reward as? AdversarialReward)
    let labels = (0..<8).map { Float($0 % 2) }
    let wrong = reward.update.wrongGradients(of: replay, columns: [labels])
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test func `a learner that keeps no demonstrations has nothing to compare with`() throws {
    let entry = try #require(LearnerCatalog.entry("gail"))
    var values = entry.values
    try entry.set("demonstration_share", to: .null, in: &values)
    #expect {
      try entry.check(values, for: Self.problem)
    } throws: { error in
      "\(error)" == "gail compares with demonstrations, and without a demonstration_share they are "
        + "overwritten; set demonstration_share=0, or more to learn from them as from own steps"
    }
  }

  // MARK: demonstrations that stay

  /// Two episodes of demonstrations, 0, 1, 2, 3 and 10, 11, 12, 13; then steps from 100 on in a ring of seven.
  static func ring(steps: Int) -> Replay {
    var replay = Replay(problem.layout, actionCount: 1, capacity: 7)
    for start in [0, 10] as [Float] {
      for step in 0..<3 {
        replay.append(state: [start + Float(step)])
        replay.complete([0], reward: 0, terminated: false)
      }
      replay.append(state: [start + 3])
      replay.endEpisode()
      replay.keep()
    }
    for step in 0..<steps {
      replay.append(state: [100 + Float(step)])
      replay.complete([0], reward: 0, terminated: false)
    }
    replay.append(state: [100 + Float(steps)])
    return replay
  }

  @Test(arguments: [3, 6, 7, 8, 50])
  func `what is kept is never overwritten`(steps: Int) {
    let replay = Self.ring(steps: steps)
    #expect(replay.kept == 8 && replay.capacity == 15)
    #expect((0..<8).map { replay.state($0).first ?? 0 } == [0, 1, 2, 3, 10, 11, 12, 13])
    var random = RandomStream("test", seed: 1)
    let batch = replay.sample(
      200, keptShare: 0.25, discount: 1, steps: 1, shift: 0, from: &random)
    #expect(batch.filter { $0.slot < 8 } == Array(batch.prefix(50)))
    #expect(Set(batch.prefix(50).map(\.slot)) == [0, 1, 2, 4, 5, 6])
    for transition in batch {
      let (here, next) = (replay.state(transition.slot), replay.state(transition.nextSlot))
      #expect((next.first ?? 0) == (here.first ?? 0) + 1)
      #expect(replay.previous(transition.nextSlot) == transition.slot)
    }
    // the newest transition cannot be drawn yet; of a full ring, six others are left but for the newest
    #expect(Set(batch.dropFirst(50).map(\.slot)).count == min(steps - 1, 5))
    let oldest = (8..<replay.slotCount).min {
      (replay.state($0).first ?? 0) < (replay.state($1).first ?? 0)
    }
    #expect(oldest.map(replay.previous) == .some(nil))
  }

  @Test func `without any kept, all are drawn alike`() {
    let replay = Self.fork()
    var (one, two) = (RandomStream("test", seed: 1), RandomStream("test", seed: 1))
    let plain = replay.sample(20, discount: 1, steps: 1, shift: 0, from: &one)
    let shared = replay.sample(20, keptShare: 0.5, discount: 1, steps: 1, shift: 0, from: &two)
    #expect(plain == shared)
  }

  /// The ring is filled over before the first checkpoint, and again before the second.
  @Test func `demonstrations are there after a checkpoint`() throws {
    func training(demonstrations: Int) throws -> Training {
      let environment = try LinearProblem.make(horizon: 10)
      let problem = Problem(environment)
      var settings = SAC.Settings()
      (settings.hiddenUnits, settings.batchSize, settings.demonstrationShare) = ([8], 8, 0.5)
      (settings.practice.warmupSteps, settings.practice.replayCapacity) = (10, 30)
      let learner = try SAC(settings, problem, Compute(threads: 1, seed: 1))
      let training = try Training([environment], learner, problem, seed: 2)
      try training.addDemonstrations(
        demonstrations, in: LinearProblem.make(horizon: 10), seed: 1)
      return training
    }
    let folder = try TemporaryFolder()
    let straight = try training(demonstrations: 2)
    #expect(straight.replay.kept == 22)
    var file = SafeTensors()
    for step in 1...130 {
      _ = try straight.step()
      guard step == 50 || step == 90 else { continue }
      file = SafeTensors()
      let log = try ReplayLog(folder.path("replay.bin"), for: straight.replay)
      try log.append(straight.replay)
      try straight.save(to: &file)
    }
    let resumed = try training(demonstrations: 0)
    try resumed.load(
      from: file, try ReplayLog(folder.path("replay.bin"), for: resumed.replay))
    #expect(resumed.replay.kept == 22 && resumed.replay.capacity == 52)
    for _ in 91...130 { _ = try resumed.step() }
    #expect(resumed.parametersHash == straight.parametersHash)
  }
}
