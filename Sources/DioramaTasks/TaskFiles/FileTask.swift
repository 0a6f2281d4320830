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
    var alternatives: [[Criterion]]
  }

  /// A bound that success needs.
  struct Criterion {
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
  }

  /// The measures of a moment: success and the readings that it is made of.
  struct Measures: TaskMeasures {
    let isSuccess: Bool
    let metrics: Metrics
    /// The dense reward.
    let reward: Double
    /// How far the criterion that is missed most is missed, relative to its scale; 0 in success.
    let miss: Double
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
    var (isSuccess, miss) = (!success.isEmpty, 0.0)
    var looksSolved = !success.isEmpty
    for clause in success {
      // of alternatives, the one that is missed least counts
      var least = (holds: false, looks: false, miss: Double.infinity)
      for criteria in clause.alternatives {
        var here = (holds: true, looks: true, miss: 0.0)
        for criterion in criteria {
          let value = criterion.reading.value(in: world)
          table.append((criterion.name, value))
          guard !criterion.bounds.contains(value) else { continue }
          here.holds = false
          here.miss = max(here.miss, criterion.bounds.excess(of: value) / criterion.scale)
          if !criterion.isUnseen { here.looks = false }
        }
        least.holds = least.holds || here.holds
        least.looks = least.looks || here.looks
        least.miss = min(least.miss, here.miss)
      }
      isSuccess = isSuccess && least.holds
      looksSolved = looksSolved && least.looks
      miss = max(miss, least.miss)
    }
    table[0].value = isSuccess ? 1 : 0
    table += [
      ("looks_solved", looksSolved ? 1 : 0), ("miss", miss),
      ("deepest_contact", world.telemetry.deepestContact),
      ("solver_messages", Double(world.telemetry.messageCount)),
    ]
    return Measures(
      isSuccess: isSuccess, metrics: Metrics(table), reward: reward?.value(in: world) ?? 0,
      miss: miss)
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
