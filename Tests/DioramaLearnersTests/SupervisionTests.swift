// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import Testing

/// A student whose supervisor takes over when it sees fit (human-gated DAgger).
@Suite struct SupervisionTests {
  /// A supervisor that is a function, and remembers what it saw.
  final class Program: Supervisor {
    var decision: (SupervisedMoment) -> Supervision
    private(set) var proposals: [Float] = []

    init(_ decision: @escaping (SupervisedMoment) -> Supervision) { self.decision = decision }

    func decide(at moment: SupervisedMoment) -> Supervision {
      if case .vector(let numbers) = moment.proposal { proposals.append(numbers[0]) }
      return decision(moment)
    }
  }

  static func training(
    horizon: Int = 20, _ change: (inout DAgger.Settings) -> Void = { _ in }
  ) throws -> (training: Training, learner: DAgger) {
    let environment = try LinearProblem.make(horizon: horizon)
    let problem = Problem(environment)
    var settings = DAgger.Settings()
    (settings.roundSteps, settings.roundUpdates, settings.hiddenUnits) = (40, 100, [32])
    change(&settings)
    let learner = try DAgger(settings, problem, Compute(threads: 1, seed: 1))
    return (try Training([environment], learner, problem, seed: 3), learner)
  }

  @Test func `only the supervisor's own steps are learned from`() throws {
    // half of the steps say 0.5 wherever it is; the policy's own were elsewhere at first
    let (training, _) = try Self.training(horizon: 6) { $0.learningRate = 1e-2 }
    let program = Program { $0.step % 2 == 0 ? .supervisor(.vector([0.5])) : .student }
    training.supervise(by: program)
    for _ in 0..<200 { _ = try training.step() }
    let replay = training.replay
    let steps = (0..<replay.slotCount).filter(replay.isStep)
    #expect(steps.count == 200)
    for (index, slot) in steps.enumerated() {
      #expect(replay.label(at: slot) == [index % 2 == 0 ? 0.5 : 0])
      #expect(index % 2 == 1 || Array(replay.action(slot)) == [0.5])
    }
    #expect(!program.proposals.prefix(40).contains { abs($0 - 0.5) < 0.05 })
    #expect(program.proposals.suffix(40).allSatisfy { abs($0 - 0.5) < 0.05 })
  }

  @Test func `nothing is learned where the supervisor never takes over`() throws {
    let (training, learner) = try Self.training()
    training.supervise(by: Program { _ in .student })
    for _ in 0..<80 { _ = try training.step() }
    #expect(learner.updateCount == 0)
  }

  @Test func `a script takes over where its action is further away than the gate`() throws {
    // short episodes: after a step of the script there is nothing left to do
    let (training, learner) = try Self.training(horizon: 2) {
      ($0.gate, $0.learningRate) = (0.1, 1e-2)
    }
    var taken: [Int] = []
    for step in 0..<400 {
      let slot = try #require(training.replay.open ?? (step == 0 ? 0 : nil))
      _ = try training.step()
      let replay = training.replay
      let (action, best) = (replay.action(slot).first ?? 0, -(replay.state(slot).first ?? 0) / 2)
      // a label is the script's action, and it was made
      if replay.label(at: slot) == [action], action != 0 {
        #expect(abs(action - best) < 1e-6)
        taken.append(step)
      } else {
        #expect(abs(action - best) <= 0.1 + 1e-6)
      }
    }
    // it takes over less and less
    let early = taken.filter { $0 < 40 }.count
    #expect(early > 10 && taken.filter { $0 >= 360 }.count < early / 4)
    #expect(learner.updateCount == 1_000)
  }

  @Test func `what is watched first has learned from the demonstrations`() throws {
    let (training, learner) = try Self.training(horizon: 2) {
      ($0.learningRate, $0.roundUpdates) = (1e-2, 300)
    }
    let program = Program { _ in .student }
    training.supervise(by: program)
    try training.addDemonstrations(40, in: LinearProblem.make(horizon: 2), seed: 1)
    _ = try training.step()
    let first = try #require((0..<training.replay.slotCount).last(where: training.replay.isStep))
    let state = training.replay.state(first).first ?? 0
    #expect(abs(program.proposals[0] + state / 2) < 0.1)
    #expect(learner.updateCount == 300)
  }

  @Test func `a supervisor that is interrupted leaves everything as it was`() throws {
    func run(interrupted: Bool) throws -> (TrajectoryHash, [Float]) {
      let (training, _) = try Self.training(horizon: 6)
      let program = Program { $0.step % 3 == 0 ? .supervisor(.vector([-0.25])) : .student }
      let usual = program.decision
      training.supervise(by: program)
      for step in 0..<90 {
        if interrupted, step % 7 == 0 {
          program.decision = { _ in .interrupted }
          #expect(try training.step() == nil)
          #expect(training.stepCount == step)
          program.decision = usual
        }
        _ = try training.step()
      }
      return (training.parametersHash, training.replay.rewards)
    }
    let (straight, stopped) = (try run(interrupted: false), try run(interrupted: true))
    #expect(straight == stopped)
  }
}
