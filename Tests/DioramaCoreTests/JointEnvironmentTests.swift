// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct JointEnvironmentTests {
  /// An entry of ``Miniature``, which joins others unless something is changed.
  static func entry(
    _ name: String, hasGoals: Bool = false, actions: Space = .box(low: [-1, 0], high: [1, 4]),
    horizon: Int = 5
  ) -> Catalog.Entry {
    let id = EnvironmentID(name, version: 1)
    return Catalog.Entry(
      id: id, summary: "Count.", observationSpace: .box(count: 2, in: 1...1000),
      actionSpace: actions, horizon: horizon, isGoalConditioned: hasGoals, randomSuccess: 0.5,
      expertSuccess: 1,
      stateElements: [
        StateElement("\(name) seed", "", 1...1000), StateElement("count", "", 1...1000),
      ], rewardRange: -1...1
    ) { options in
      let horizon = options.horizon ?? horizon
      return AnyEnvironment(Miniature(horizon: horizon), id: id, horizon: horizon)
    }
  }

  /// A task of one number: it pays it, and observes it.
  struct Echo: SuiteEnvironment, ~Copyable {
    private var said: Float = 0
    var observationSpace: Space { .box(count: 1, in: -1...1) }
    var actionSpace: Space { .box(count: 1, in: -1...1) }
    var cameras: [String] { ["top", "side"] }
    var goalReward: GoalReward? { nil }
    var metrics: Metrics { Metrics([("success", said == 1 ? 1 : 0), ("looks_solved", 1)]) }
    var snapshot: Snapshot {
      Snapshot(environment: "Echo-v1", words: [UInt64(said.bitPattern)])
    }

    mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
      said = 0
      return TaskObservation(state: [said])
    }

    mutating func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
      said = try actionSpace.validated(action)[0]
      return Step(observation: TaskObservation(state: [said]), reward: said, ending: .terminated)
    }

    mutating func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
      var reader = try SnapshotReader(snapshot, of: "Echo-v1")
      said = Float(bitPattern: UInt32(truncatingIfNeeded: try reader.word()))
      try reader.finish()
      return TaskObservation(state: [said])
    }

    mutating func expertAction() throws(SimulationError) -> TaskAction { .vector([1]) }

    mutating func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool {
      said = kind == .success ? 1 : 0
      return true
    }

    mutating func rendererName() throws(SimulationError) -> String { "by hand" }

    mutating func image(_ view: View) throws(SimulationError) -> Image {
      Image(width: view.width, height: view.height, red: 9)
    }

    mutating func depth(_ view: View) throws(SimulationError) -> DepthImage {
      DepthImage(width: view.width, height: view.height, channels: 1, filledWith: 0)
    }

    mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
      SegmentationImage(width: view.width, height: view.height, channels: 1, filledWith: 0)
    }
  }

  static let echo: Catalog.Entry = {
    let id = EnvironmentID("Echo", version: 1)
    return Catalog.Entry(
      id: id, summary: "Say it.", observationSpace: .box(count: 1, in: -1...1),
      actionSpace: .box(count: 1, in: -1...1), horizon: 1, isGoalConditioned: false,
      randomSuccess: 0, expertSuccess: 1, stateElements: [StateElement("said", "", -1...1)]
    ) { options in
      AnyEnvironment(Echo(), id: id, horizon: options.horizon ?? 1)
    }
  }()

  static let catalog = Catalog([
    entry("One"), echo, entry("Two", horizon: 7), entry("Goals", hasGoals: true),
    entry("Choice", actions: .discrete(count: 3)), entry("Choices", actions: .discrete(count: 4)),
    entry("Wide", actions: .box(low: [-1, -9, 0], high: [1, 4, 0])),
  ])

  @Test func `the entry holds what all tasks have`() throws {
    let entry = try Self.catalog.entry("Echo-v1+Two-v1+One-v1")
    #expect(entry.id.description == "Echo-v1+Two-v1+One-v1")
    #expect(entry.horizon == 7 && entry.rewardRange == -1...1 && entry.expertSuccess == 1)
    #expect(entry.actionSpace == .box(low: [-1, 0], high: [1, 4]))
    #expect(
      entry.stateElements == [
        StateElement("said | Two seed | One seed", "", -1...1000),
        StateElement("count", "", 0...1000),  // 0 where there is no such number
        StateElement("is Echo-v1", "", 0...1), StateElement("is Two-v1", "", 0...1),
        StateElement("is One-v1", "", 0...1),
      ])
    #expect(entry.observationSpace.count == 5)
    let environment = try entry.make()
    #expect(environment.tasks == ["Echo", "Two", "One"].map { EnvironmentID($0, version: 1) })
    #expect(environment.cameras == ["top"])
    #expect(environment.observationSpace == entry.observationSpace)
  }

  @Test func `seeds take the tasks in turn, each as it is alone`() throws {
    let environment = try Self.catalog.make("One-v1+Echo-v1")
    #expect(try environment.reset(seed: 4).state == [4, 0, 1, 0])
    #expect(environment.metrics == Metrics([("success", 1), ("looks_solved", 1), ("task", 0)]))
    let first = try environment.step(.vector([0.5, 3]))
    #expect(first.observation.state == [4, 1, 1, 0] && first.reward == 0.5 && first.ending == nil)
    #expect(try environment.reset(seed: 5).state == [0, 0, 0, 1])
    // the second number is of no use here, and must be one of the joint actions all the same
    let second = try environment.step(.vector([0.25, 3]))
    #expect(second.observation.state == [0.25, 0, 0, 1] && second.reward == 0.25)
    #expect(second.ending == .terminated)
    #expect(environment.metrics == Metrics([("success", 0), ("looks_solved", 1), ("task", 1)]))
    #expect(throws: SimulationError.actionOutOfBounds(index: 1, value: 5, bounds: 0...4)) {
      try environment.step(.vector([0.25, 5]))
    }
    #expect(throws: SimulationError.actionCount(1, expected: 2)) {
      try environment.step(.vector([0.25]))
    }
    #expect(try environment.expertAction() == .vector([1, 0]))
  }

  @Test func `a snapshot tells the task`() throws {
    let environment = try Self.catalog.make("One-v1+Echo-v1")
    _ = try environment.reset(seed: 5)
    _ = try environment.step(.vector([0.25, 0]))
    let snapshot = environment.snapshot
    _ = try environment.reset(seed: 2)
    #expect(try environment.restore(snapshot).state == [0.25, 0, 0, 1])
    #expect(environment.metrics["task"] == 1)
    for words in [[7, 0, 0], [UInt64.max, 0], [], [1]] {
      #expect(throws: SimulationError.self) {
        try environment.restore(Snapshot(environment: snapshot.environment, words: words))
      }
    }
    #expect(environment.snapshot == snapshot)
  }

  @Test func `a rollout tells the success in each task`() throws {
    let environment = try Self.catalog.make("One-v1+Echo-v1")
    var policy = ExpertPolicy()
    let report = try environment.rollout(&policy, name: "expert", episodes: 7, seed: 0)
    // the seeds 0, 2, 4 and 6 are of the first one, where even seeds end in success
    let (one, echo) = (EnvironmentID("One", version: 1), EnvironmentID("Echo", version: 1))
    #expect(report.taskSuccesses == [one: Proportion(4, of: 4), echo: Proportion(3, of: 3)])
    #expect(report.successes == 7)
    let alone = try Self.catalog.make("One-v1")
    #expect(alone.tasks.isEmpty)
    #expect(
      try alone.rollout(&policy, name: "expert", episodes: 2, seed: 0).taskSuccesses.isEmpty)
  }

  @Test(arguments: [
    (
      "One-v1+",
      "'One-v1+' is no environment: a '+' stands between two ids, as in 'Pushing-v1+Draping-v1'"
    ),
    ("+", "'+' is no environment: a '+' stands between two ids, as in 'Pushing-v1+Draping-v1'"),
    ("One-v1+Oen-v1", "no environment is called 'Oen-v1'; did you mean 'One-v1'?"),
    ("One-v1+One-v2", "there is no 'One-v2'; there is 'One-v1'"),
    (
      "One-v1+Two-v1+One-v1",
      "'One-v1+Two-v1+One-v1' is no environment: 'One-v1' is in it twice; name each task once"
    ),
    (
      "One-v1+Goals-v1",
      "'One-v1+Goals-v1' is no environment: the goals of Goals-v1 are not those of the others; join tasks without goals"
    ),
    (
      "One-v1+Choice-v1",
      "'One-v1+Choice-v1' is no environment: the actions of Choice-v1 are Discrete(3) and those of One-v1 Box([-1.0, 0.0], [1.0, 4.0], (2,), float32); join continuous actions within the same bounds, or equally many discrete ones"
    ),
    (
      "Choice-v1+Choices-v1",
      "'Choice-v1+Choices-v1' is no environment: the actions of Choices-v1 are Discrete(4) and those of Choice-v1 Discrete(3); join continuous actions within the same bounds, or equally many discrete ones"
    ),
    (
      "One-v1+Wide-v1",
      "'One-v1+Wide-v1' is no environment: the actions of Wide-v1 are Box([-1.0, -9.0, 0.0], [1.0, 4.0, 0.0], (3,), float32) and those of One-v1 Box([-1.0, 0.0], [1.0, 4.0], (2,), float32); join continuous actions within the same bounds, or equally many discrete ones"
    ),
  ])
  func `tasks that cannot be joined are refused in one line`(id: String, message: String) {
    let error = #expect(throws: CatalogError.self) { try Self.catalog.entry(id) }
    #expect(error?.description == message)
  }
}
