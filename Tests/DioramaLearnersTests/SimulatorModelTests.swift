// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Testing

@Suite struct SimulatorModelTests {
  static func model(threads: Int, horizon: Int = 1_000) throws -> SimulatorModel {
    try SimulatorModel(threads: threads) { try LinearProblem.make(horizon: horizon) }
  }

  static let sequences: [[Float]] = (0..<23).map { index in
    (0..<6).map { step in
      let number: Int = (index * 7 + step * 3) % 11
      return Float(number) / 11 - 0.5
    }
  }

  @Test func `returns are those of stepping by hand, on any number of threads`() throws {
    let environment = try LinearProblem.make()
    let start = try environment.reset(seed: 4)
    var expected: [Double] = []
    let snapshot = environment.snapshot
    for sequence in Self.sequences {
      _ = try environment.restore(snapshot)
      expected.append(
        try sequence.reduce(0) { try $0 + Double(environment.step(.vector([$1])).reward) })
    }
    _ = try environment.restore(snapshot)
    let alone = try Self.model(threads: 1)
    alone.begin(at: start, of: environment)
    let returns = try alone.returns(of: Self.sequences)
    // scaling to bounds of ±1 rounds
    for (found, expected) in zip(returns, expected) { #expect(abs(found - expected) < 1e-4) }
    for threads in 2...4 {
      let model = try Self.model(threads: threads)
      model.begin(at: start, of: environment)
      #expect(try model.returns(of: Self.sequences) == returns)
      #expect(environment.snapshot == snapshot)
    }
  }

  @Test func `a future is worth what a classifier says of its pictures`() throws {
    var random = RandomStream("test", seed: 3)
    let shape = ImageShape(height: 4, width: 4, channels: 3)
    let classifier = try Network(input: .image(shape), layers: [.dense(1)], random: &random)
    let view = View(width: 4, height: 4)
    let environment = try LinearProblem.make()
    let start = try environment.reset(seed: 4)
    let snapshot = environment.snapshot
    let pass = Pass(classifier, rows: 1)
    // of six steps the fourth and the last are looked at
    let expected = try Self.sequences.map { sequence in
      _ = try environment.restore(snapshot)
      var worth = 0.0
      for (step, action) in sequence.enumerated() {
        _ = try environment.step(.vector([action]))
        guard step == 3 || step == 5 else { continue }
        let picture = try environment.image(view)
        pass.input.updatePicture(row: 0, picture.samples.span, shape)
        pass.forward()
        worth += Double(pass.output[0])
      }
      return worth
    }
    _ = try environment.restore(snapshot)
    for threads in 1...3 {
      let model = try SimulatorModel(
        threads: threads, pictures: PictureReward(classifier, seeing: view, every: 4)
      ) { try LinearProblem.make() }
      model.begin(at: start, of: environment)
      let returns = try model.returns(of: Self.sequences)
      for (found, expected) in zip(returns, expected) { #expect(abs(found - expected) < 1e-4) }
      #expect(Set(returns).count > 5)
    }
  }

  @Test func `futures end where the episode does`() throws {
    let environment = try LinearProblem.make(horizon: 3)
    let start = try environment.reset(seed: 0)
    let model = try Self.model(threads: 2, horizon: 3)
    model.begin(at: start, of: environment)
    let short = Self.sequences.map { Array($0.prefix(3)) }
    #expect(try model.returns(of: Self.sequences) == model.returns(of: short))
  }

  @Test func `a future that diverges earns minus infinity`() throws {
    let environment = try LinearProblem.make()
    let start = try environment.reset(seed: 0)
    let model = try Self.model(threads: 2)
    model.begin(at: start, of: environment)
    let returns = try model.returns(of: [
      Array(repeating: 1, count: 8), Array(repeating: 0, count: 8),
    ])
    #expect(returns == [-.infinity, -8])
  }

  @Test func `planning does not disturb what it plans for`() throws {
    var settings = PlannerSettings()
    (settings.horizon, settings.population, settings.elites) = (5, 20, 5)
    func run(plans: Bool) throws -> [UInt64] {
      let environment = try LinearProblem.make(horizon: 10)
      var observation = try environment.reset(seed: 6)
      let policy = try PlanningPolicy(
        Self.model(threads: 2, horizon: 10), settings, for: environment)
      policy.begin(seed: 1)
      return try (0..<10).map { step in
        if plans { _ = try policy.action(for: observation, in: environment) }
        observation = try environment.step(.vector([Float(step % 3) / 3 - 0.3])).observation
        return environment.snapshot.words[0]
      }
    }
    #expect(try run(plans: true) == run(plans: false))
  }

  @Test func `a plan is carried out for as long as it is told, with its actions held`() throws {
    var settings = PlannerSettings()
    (settings.horizon, settings.hold, settings.replanEvery) = (6, 2, 4)
    (settings.population, settings.elites, settings.iterations) = (10, 3, 2)
    let environment = try LinearProblem.make()
    var observation = try environment.reset(seed: 6)
    let policy = try PlanningPolicy(Self.model(threads: 1), settings, for: environment)
    policy.begin(seed: 1)
    var actions: [TaskAction] = []
    for _ in 0..<8 {
      actions.append(try policy.action(for: observation, in: environment))
      observation = try environment.step(actions[actions.count - 1]).observation
    }
    #expect(policy.horizon.planCount == 2)
    for step in stride(from: 0, to: 8, by: 2) { #expect(actions[step] == actions[step + 1]) }
  }

  @Test func `settings that make no sense are refused`() throws {
    let environment = try LinearProblem.make()
    let model = try Self.model(threads: 1)
    func problem(_ change: (inout PlannerSettings) -> Void) -> String {
      var settings = PlannerSettings()
      change(&settings)
      do {
        _ = try PlanningPolicy(model, settings, for: environment)
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(problem { _ in } == "none")
    #expect(problem { $0.horizon = 0 } == "horizon is 0; it must be at least 1")
    #expect(problem { $0.momentum = 1 } == "momentum is 1.0; it must be in 0..<1")
    #expect(
      problem { $0.elites = 50 }
        == "50 elites are more than a population of 40; raise population or lower elites")
    #expect(
      problem { ($0.hold, $0.replanEvery) = (2, 3) }
        == "plans are made every 3 steps and actions are held for 2; "
        + "make replan_every a multiple of hold")
  }
}
