// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaLearners
import DioramaMath
import DioramaNetworks
import DioramaTasks
import TestSupport
import Testing

/// Learners of action values on grids, against what `diorama solve` finds.
@Suite(.slow) struct GridValuesTests {
  /// The number of outcomes of each action in a sweep, each as often as it is likely: thirds and tenths.
  private static let outcomesOfAction = 30

  /// Returns every action in every state, with each outcome as often as it is likely.
  private static func transitions(_ world: Gridworld) -> [Transition] {
    let model = world.model
    var transitions: [Transition] = []
    for state in 0..<model.stateCount where !model.isTerminal[state] {
      for action in 0..<model.actionCount {
        for outcome in model[state, action] {
          let count = Int((outcome.probability * Double(outcomesOfAction)).rounded())
          transitions += Array(
            repeating: Transition(state: state, action: action, outcome: outcome), count: count)
        }
      }
    }
    return transitions
  }

  private struct Transition {
    var state, action: Int
    var outcome: MarkovModel.Outcome
  }

  /// Puts `transitions` into `replay`, each an episode of its own.
  private static func add(
    _ transitions: [Transition], of world: Gridworld, to replay: inout Replay
  ) {
    for transition in transitions {
      let next = transition.outcome.state
      replay.append(state: world.features[transition.state])
      replay.complete(
        [Float(transition.action)], reward: Float(transition.outcome.reward),
        terminated: world.model.isTerminal[next])
      replay.append(state: world.features[next])
      replay.endEpisode()
    }
  }

  private static func problem(_ world: Gridworld) -> Problem {
    Problem(
      "Small", ObservationLayout(stateCount: world.features[0].count),
      actions: .discrete(count: world.model.actionCount), stateCount: world.states.count)
  }

  /// Returns the largest error of the values `max Q(s, ·)` of `tables`, of which the mean is taken.
  private static func error(
    _ tables: [ValueTable], _ world: Gridworld, _ exact: [Double]
  ) -> Double {
    exact.indices.filter { !world.model.isTerminal[$0] }.map { (state) -> Double in
      let rows = tables.map { $0(world.features[state][...]) }
      let mean = rows[0].indices.map { action in
        rows.reduce(0) { $0 + $1[action] } / Float(rows.count)
      }
      return abs(Double(mean.max() ?? 0) - exact[state])
    }.max() ?? 0
  }

  @Test(
    arguments: [("frozen-lake", 0.99), ("four-by-three", 1)] as [(String, Double)],
    [TabularQ.Backup.best, .double])
  func `with a falling step size a table holds the exact values`(
    problem: (String, Double), backup: TabularQ.Backup
  ) throws {
    let (map, discount) = problem
    let world = try Gridworld(GridMap.shipped(map))
    let exact = try world.model.policyIteration(discount: discount).values
    var settings = TabularQ.Settings()
    (settings.discount, settings.backup) = (Float(discount), backup)
    (settings.learningRate, settings.halvingVisits) = (1, 100)
    let learner = try TabularQ(settings, Self.problem(world), Compute(threads: 1, seed: 1))
    var random = RandomStream("test", seed: 1)
    var transitions = Self.transitions(world)
    var replay = Replay(
      Self.problem(world).layout, actionCount: 1, capacity: 2 * transitions.count)
    for _ in 0..<(backup == .double ? 600 : 200) {
      for index in transitions.indices.reversed() {
        transitions.swapAt(index, random.integer(below: index + 1))
      }
      Self.add(transitions, of: world, to: &replay)
      learner.learn(from: replay, after: 1)
    }
    let error = Self.error(learner.tables, world, exact)
    #expect(error < 1e-2, "\(error)")
  }

  @Test(arguments: ["frozen-lake", "four-by-three"])
  func `fitted Q iteration is exact where the data shows everything`(map: String) throws {
    let world = try Gridworld(GridMap.shipped(map))
    let exact = try world.model.policyIteration(discount: 0.99)
    let learner = try FittedQ(FittedQ.Settings(), Self.problem(world), Compute(threads: 1, seed: 1))
    let transitions = Self.transitions(world)
    var replay = Replay(
      Self.problem(world).layout, actionCount: 1, capacity: 2 * transitions.count)
    Self.add(transitions, of: world, to: &replay)
    for sweep in 1...1_500 { learner.learn(from: replay, after: sweep) }
    let error = Self.error([learner.table], world, exact.values)
    #expect(error < 1e-4, "\(error)")  // 0.99^1500 and the floats
  }

  /// Example 6.6 of Sutton and Barto: Sarsa learns what is best for one who explores, and walks away from the
  /// cliff; Q-learning learns the shortest way along its edge, and falls now and then.
  @Test func `Sarsa walks safely along the cliff, and Q-learning on its edge`() throws {
    var returns: [TabularQ.Backup: Double] = [:]
    for backup in [TabularQ.Backup.taken, .best] {
      let entry = try EnvironmentSuite.catalog.entry("CliffWalking-v1")
      let environment = try entry.make()
      var settings = TabularQ.Settings()
      (settings.discount, settings.learningRate, settings.backup) = (1, 0.2, backup)
      let problem = Problem(environment)
      let learner = try TabularQ(settings, problem, Compute(threads: 1, seed: 1))
      let training = try Training([environment], learner, problem, seed: 1)
      var all: [Double] = []
      while all.count < 500 {
        if let episode = try training.step() { all.append(episode.episodeReturn) }
      }
      returns[backup] = all.suffix(300).reduce(0, +) / 300
      guard backup == .best else { continue }
      var policy = TrainedPolicy(learner, problem)
      let report = try environment.rollout(&policy, name: "greedy", episodes: 3, seed: 1)
      #expect(report.returnMean == -13)
    }
    let (sarsa, qLearning) = (try #require(returns[.taken]), try #require(returns[.best]))
    #expect(sarsa > qLearning + 10, "\(sarsa), \(qLearning)")
  }

  @Test func `soft Q-learning finds what soft value iteration finds`() throws {
    let world = try Gridworld(GridMap(text: GridLearningTests.map, file: "small"))
    let model = world.model
    let exact = try model.softValueIteration(
      discount: GridLearningTests.discount, temperature: GridLearningTests.entropyWeight)
    var settings = DQN.Settings()
    (settings.temperature, settings.isDouble) = (Float(GridLearningTests.entropyWeight), false)
    settings.discount = Float(GridLearningTests.discount)
    (settings.hiddenUnits, settings.batchSize, settings.learningRate) = ([64], 64, 3e-3)
    (settings.updateInterval, settings.targetInterval, settings.annealingSteps) = (1, 20, 5_000)
    let problem = Self.problem(world)
    let learner = try DQN(settings, problem, Compute(threads: 1, seed: 1))
    let replay = GridLearningTests.replay(world)
    for step in 1_001...4_900 { learner.learn(from: replay, after: step) }
    let critics = try #require(learner.parts.first { $0.name == "critics" }?.part as? Network)
    let pass = Pass(critics, rows: 1)
    for state in 0..<model.stateCount where !model.isTerminal[state] {
      pass.input.update(world.features[state])
      pass.forward()
      for action in 0..<model.actionCount {
        let expected = model[state, action].reduce(0) {
          $0 + $1.probability * ($1.reward + GridLearningTests.discount * exact.values[$1.state])
        }
        // values span about 1; what is left is the network's error of fitting
        #expect(abs(Double(pass.output[0, action]) - expected) < 0.03, "\(model.stateNames[state])")
      }
    }
  }

  @Test func `tables are refused where states are not counted, with a remedy`() throws {
    let entry = try #require(LearnerCatalog.entry("sarsa"))
    let cart = try EnvironmentSuite.catalog.entry("CartPole-v1").make()
    #expect {
      try entry.check(entry.values, for: Problem(cart))
    } throws: { error in
      "\(error)"
        == "sarsa has a row for each state, and those of CartPole-v1 are not counted; train it in a "
        + "gridworld such as FrozenLake-v1, or set state_tiles=8"
    }
    var sight = Sight()
    sight.stateTiles = 8
    try entry.check(entry.values, for: Problem(cart, sight))
  }
}
