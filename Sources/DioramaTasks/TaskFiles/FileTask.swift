// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The task of a task file.
struct FileTask: ControlTask {
  let horizon: Int
  let controlPeriod: Double
  let stateElements: [StateElement]
  let embodiment: Embodiments
  let start: TaskStart
  let observables: [Observable]
  /// What has to hold in success, all of it; empty for a task without success.
  var success: [Clause]
  /// The dense reward; nil for a task without one, which always gives 0.
  var reward: TaskReward?
  /// The settings with which a planner does well, `key=value` each.
  let plannerSettings: [String]

  /// A part of success: some criteria that hold together, or others instead.
  struct Clause {
    var alternatives: [[Requirement]]
  }

  /// A bound that success needs, and the reading that is measured.
  struct Requirement {
    /// The reading's name among the metrics.
    let name: String
    let reading: any Reading
    let bounds: ClosedRange<Double>
    /// The bodies that it is about.
    let things: Set<BodyID>
    /// The miss that counts as 1 in the metric `miss`, in the unit of the reading.
    var scale = 1.0

    /// Whether an image does not show it.
    var isUnseen: Bool {
      reading is RestReading || reading is SpeedReading
        || (reading as? SensorReading)?.isSpeed == true
    }

    func measured(in world: RigidWorld) -> Criterion {
      Criterion(
        name, reading.value(in: world), in: bounds, scale: scale, isUnseen: isUnseen)
    }
  }

  /// The measures of a moment: success and the readings that it is made of.
  struct Measures: TaskMeasures {
    let isSuccess: Bool
    let metrics: Metrics
    /// The dense reward.
    let reward: Double
    /// What each clause needs: of alternatives, that which is missed least.
    let criteria: [Criterion]

    /// How far the criterion that is missed most is missed, relative to its scale; 0 in success.
    var miss: Double { criteria.worstMiss }
  }

  /// The misses that make an example a near miss.
  private static let nearMisses = 0.1...2.0

  var actionCount: Int { embodiment.actionCount }

  func begin(in world: RigidWorld, layout: inout RandomStream) {
    start.arrange(embodiment, in: world, layout: &layout)
    for cloth in world.scene.cloths.indices where !world.scene.cloths[cloth].pins.isEmpty {
      world.hang(ClothID(cloth))
    }
    let steps = Int((start.settling / world.scene.options.timeStep).rounded())
    // a world that blows up here is lost, which the first step tells
    for _ in 0..<steps { guard (try? world.step()) != nil else { break } }
  }

  func act(_ action: [Float], in world: RigidWorld, period: Double) {
    embodiment.act(action[...], in: world, period: period)
  }

  func dress(_ world: RigidWorld) { embodiment.dress(world) }

  func observe(_ world: RigidWorld) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(stateElements.count)
    for observable in observables { observable.append(to: &numbers, in: world) }
    return numbers
  }

  func measure(_ world: RigidWorld) -> Measures {
    var table: [(name: String, value: Double)] = [("success", 0)]
    var looksSolved = !success.isEmpty
    var needed: [Criterion] = []
    for clause in success {
      let alternatives = clause.alternatives.map { $0.map { $0.measured(in: world) } }
      table += alternatives.flatMap { $0.map { ($0.name, $0.value) } }
      needed += alternatives.min { $0.worstMiss < $1.worstMiss } ?? []
      looksSolved =
        looksSolved && alternatives.contains { $0.allSatisfy { $0.isMet || $0.isUnseen } }
    }
    let isSuccess = !success.isEmpty && needed.allSatisfy(\.isMet)
    table[0].value = isSuccess ? 1 : 0
    table += [
      ("looks_solved", looksSolved ? 1 : 0), ("miss", needed.worstMiss),
      ("deepest_contact", world.telemetry.deepestContact),
      ("solver_messages", Double(world.telemetry.messageCount)),
    ]
    return Measures(
      isSuccess: isSuccess, metrics: Metrics(table), reward: reward?.value(in: world) ?? 0,
      criteria: needed)
  }

  func denseReward(_ measures: Measures) -> Double { measures.reward }

  func hand(_ world: RigidWorld) -> Vector3? {
    embodiment.tool(world)?.position
  }

  func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging { .expert }

  func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool {
    switch kind {
    case .success: measures.isSuccess
    case .nearMiss: !measures.isSuccess && Self.nearMisses.contains(measures.miss)
    case .elsewhere, .mishap: measures.miss > Self.nearMisses.upperBound
    }
  }

  func restingAction(_ world: RigidWorld) -> [Float] { embodiment.restingAction(world) }
}
