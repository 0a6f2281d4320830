// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import TestSupport
import Testing

/// Laws that every learner of the catalogue obeys.
@Suite(.slow) struct LearnerCatalogTests {
  /// A small problem that `entry` can learn, and random experience in it.
  static func experience(_ entry: LearnerEntry) -> (problem: Problem, replay: Replay) {
    let usesImages = entry.needs.contains(.successImages)
    let hasGoals = entry.needs.contains(.goals)
    let layout = ObservationLayout(
      stateCount: usesImages ? 0 : 6, goalCount: hasGoals ? 2 : 0,
      frame: usesImages ? SACTests.frame : nil)
    let actions = entry.needs.contains(.discreteActions) ? SACTests.choices : SACTests.numbers
    let problem = Problem(
      "Test-v1", layout, actions: actions, bounds: Array(repeating: -9...9, count: 6),
      stateCount: entry.needs.contains(.finiteStates) ? 200 : nil,
      goalReward: hasGoals
        ? GoalReward(count: 2) { abs(($0.first ?? 0) - ($1.first ?? 0)) < 0.5 ? 1 : 0 } : nil,
      successImages: usesImages ? [Image(width: 16, height: 16, red: 220, green: 99)] : [])
    let random = RandomSource(RandomStream("test", seed: 1))
    var replay = Replay(layout, actionCount: problem.actionCount, capacity: 300)
    for name in ["f", "looks_solved"] { replay.addColumn(name) }
    for index in 0..<200 {
      replay.append(
        state: (0..<layout.stateCount).map { _ in Float(random.stream.normal()) },
        goal: (0..<layout.goalCount).map { _ in Float(random.stream.normal()) },
        frame: (0..<replay.frameCount).map { _ in UInt8(truncatingIfNeeded: random.stream.bits()) })
      if index % 20 == 19 {
        replay.endEpisode()
      } else {
        replay.complete(
          problem.randomAction(random), reward: Float(random.stream.uniform()),
          terminated: index % 40 == 18)
      }
    }
    replay.append(
      state: Array(repeating: 0, count: layout.stateCount),
      goal: Array(repeating: 0, count: layout.goalCount),
      frame: Array(repeating: 0, count: replay.frameCount))
    return (problem, replay)
  }

  /// Settings of small networks and short schedules.
  static func values(_ entry: LearnerEntry) throws -> LearnerEntry.Values {
    var values = entry.values
    for (key, value) in [
      ("hidden_units", JSONValue.array([.integer(8), .integer(8)])), ("batch_size", .integer(8)),
      ("rollout_steps", .integer(40)), ("environments", .integer(1)), ("epochs", .integer(2)),
      ("warmup_steps", .integer(20)),
      ("classifier_batch", .integer(8)), ("train_every", .integer(20)), ("members", .integer(2)),
      ("horizon", .integer(3)), ("population", .integer(6)), ("elites", .integer(3)),
      ("is_dueling", .bool(true)), ("expectile", .number(0.9)), ("round_steps", .integer(40)),
      ("round_updates", .integer(2)), ("discriminator_batch", .integer(8)),
    ] where entry.settingKeys.contains(key) { try entry.set(key, to: value, in: &values) }
    if entry.needs.contains(.successImages) {
      try entry.set("encoder", to: .string("shared"), in: &values)
    }
    return values
  }

  static func make(_ entry: LearnerEntry, threads: Int = 1) throws -> (LearnerEntry.Made, Replay) {
    let (problem, replay) = experience(entry)
    let values = try values(entry)
    try entry.check(values, for: problem)
    return (try entry.make(values, problem, Compute(threads: threads, seed: 4)), replay)
  }

  @Test(arguments: LearnerCatalog.all)
  func `it learns, the same on one thread and on two`(_ entry: LearnerEntry) throws {
    let made = try [1, 2].map { try Self.make(entry, threads: $0) }
    let before = made[0].0.learner.weights
    for (made, replay) in made {
      for step in 1...6 { try made.learner.learn(from: replay, after: 40 * step) }
    }
    let (one, two) = (made[0].0.learner, made[1].0.learner)
    #expect(one.updateCount > 0 && one.measures == two.measures)
    #expect(one.measures.values.allSatisfy { $0.isFinite })
    #expect(one.weights == two.weights)
    if !before.isEmpty { #expect(one.weights != before) }
    let own = Set(entry.columns.map(\.name))
    #expect(Set(one.measures.keys).isSubset(of: own), "\(one.measures.keys)")
  }

  @Test(arguments: LearnerCatalog.all)
  func `its actions are possible, and what it does in evaluations is not drawn`(
    _ entry: LearnerEntry
  ) throws {
    let (made, replay) = try Self.make(entry)
    for step in 1...2 { try made.learner.learn(from: replay, after: 40 * step) }
    let problem = Self.experience(entry).problem
    let random = RandomSource(RandomStream("test", seed: 9))
    var seen: Set<[Float]> = []
    for isExploring in [true, false] {
      for _ in 0..<4 {
        let agent = made.learner.makeAgent(exploring: isExploring)
        agent.begin(seed: 3)
        let action = try agent.act(Seen(replay), random)
        #expect(action.count == problem.actionCount && action.allSatisfy { $0.isFinite })
        if !isExploring { seen.insert(action) }
      }
    }
    #expect(seen.count == 1)
  }

  @Test(arguments: LearnerCatalog.all)
  func `saved and loaded it goes on with the same bits`(_ entry: LearnerEntry) throws {
    let (made, replay) = try Self.make(entry)
    for step in 1...3 { try made.learner.learn(from: replay, after: 40 * step) }
    var file = SafeTensors()
    for (name, part) in made.learner.parts { part.save(to: &file, as: name) }
    let again = try Self.make(entry).0.learner
    for (name, part) in again.parts { try part.load(from: file, as: name) }
    #expect(again.updateCount == made.learner.updateCount)
    #expect(again.measures == made.learner.measures)
    for learner in [made.learner, again] {
      for step in 4...6 { try learner.learn(from: replay, after: 40 * step) }
    }
    #expect(again.weights == made.learner.weights)
    #expect(again.measures == made.learner.measures)
  }

  /// The learners, each with the settings that none before it has in the same bounds.
  private static let ownSettings: [(entry: LearnerEntry, settings: [Hyperparameter])] = {
    var seen: Set<String> = []
    return LearnerCatalog.all.map { entry in
      (
        entry,
        entry.hyperparameters.filter {
          !$0.bounds.isEmpty && seen.insert("\($0.key) \($0.bounds)").inserted
        }
      )
    }.filter { !$0.settings.isEmpty }
  }()

  @Test(arguments: ownSettings.indices)
  func `settings out of their bounds are refused in one line`(index: Int) throws {
    let (entry, settings) = Self.ownSettings[index]
    let problem = Self.experience(entry).problem
    var tried = 0
    for setting in settings {
      for bad: JSONValue in [.number(-1e9), .integer(999_999_999), .array([.integer(0)])] {
        var values = try Self.values(entry)
        do {
          try entry.set(setting.key, to: bad, in: &values)
          try entry.check(values, for: problem)  // in its bounds, however large
        } catch {
          #expect(error is SettingsError && !"\(error)".contains("\n"), "\(setting.key): \(error)")
          tried += 1
        }
      }
    }
    #expect(tried > 0)
  }

  @Test(arguments: LearnerCatalog.all)
  func `it says what it cannot learn`(_ entry: LearnerEntry) throws {
    let problem = Self.experience(entry).problem
    let other = Problem(
      "Other-v1", problem.layout,
      actions: problem.choiceCount == nil ? SACTests.choices : SACTests.numbers)
    guard !entry.needs.isDisjoint(with: [.continuousActions, .discreteActions]) else { return }
    let values = try Self.values(entry)
    #expect {
      try entry.check(values, for: other)
    } throws: { error in
      let line = "\(error)"
      return line.contains(entry.name) && line.contains("Other-v1") && !line.contains("\n")
    }
  }
}
