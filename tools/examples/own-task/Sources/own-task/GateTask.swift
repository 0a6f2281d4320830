// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaTasks

/// `Gate-v0`: push a puck through a gate.
///
/// - Action: two numbers in `-1...1`, the speed of the paddle along x and y; ±1 is 0.2 m/s.
/// - Reward: `0.3 reach + 0.7 place`; `reach` is 1 while the paddle is at the puck, `place` while the
///   puck is 5 cm behind the gate.
/// - Start: the puck lies somewhere before the gate, the paddle behind it.
/// - Ending: never terminates; truncated after 60 steps.
struct GateTask: ControlTask {
  let horizon = 60
  let actionCount = 2
  let stateElements = [
    StateElement("paddle x", "m", -0.5...0.5), StateElement("paddle y", "m", -0.5...0.5),
    StateElement("puck x", "m", -0.5...0.5), StateElement("puck y", "m", -0.5...0.5),
    StateElement("puck velocity x", "m/s", -1...1), StateElement("puck velocity y", "m/s", -1...1),
  ]

  private let (puck, paddle): (BodyID, BodyID)
  private let startRange: [Double]
  /// The middle of the gate [m], and half of its width [m].
  private let (gate, halfWidth): (Vector3, Double)
  /// Where the expert brings the puck [m].
  private var target: Vector3

  /// Finds the things in the scene, and reads the numbers that make variants.
  init(_ scene: Scene) throws {
    puck = try scene.requiredBody("puck", .free)
    paddle = try scene.requiredBody("paddle")
    startRange = try scene.parameter("start_range", count: 2)
    let place = try scene.parameter("gate", count: 2)
    gate = Vector3(place[0], place[1], scene[puck].pose.position.z)
    halfWidth = try scene.parameter("gate_width") / 2
    target = gate
  }

  // MARK: start and action

  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    let x = layout.uniform(in: -startRange[0]...startRange[0])
    let y = layout.uniform(in: -startRange[1]...startRange[1])
    world.place(puck, at: Pose(world.scene[puck].pose.position + Vector3(x, y, 0)))
    target = gate + Vector3(0.05, 0, 0)
  }

  func act(_ action: [Float], in world: RigidWorld, period: Double) {
    world.controls = action.map { 0.2 * Double($0) }
  }

  // MARK: observation, success and reward

  func observe(_ world: RigidWorld) -> [Double] {
    let (hand, position) = (world.pose(of: paddle).position, world.pose(of: puck).position)
    let velocity = world.linearVelocity(of: puck)
    return [hand.x, hand.y, position.x, position.y, velocity.x, velocity.y]
  }

  struct Measures: TaskMeasures {
    let isSuccess: Bool
    /// From the puck to 5 cm behind the gate, and from the paddle to the puck [m].
    let (distance, reach): (Double, Double)

    var metrics: Metrics {
      Metrics([("success", isSuccess ? 1 : 0), ("distance", distance), ("reach", reach)])
    }
  }

  func measure(_ world: RigidWorld) -> Measures {
    let (hand, position) = (world.pose(of: paddle).position, world.pose(of: puck).position)
    return Measures(
      isSuccess: position.x > gate.x && abs(position.y - gate.y) < halfWidth,
      distance: (gate + Vector3(0.05, 0, 0) - position).length, reach: (hand - position).length)
  }

  func denseReward(_ measures: Measures) -> Double {
    0.3 * tolerance(measures.reach, bounds: 0...0.06, margin: 0.2)
      + 0.7 * tolerance(measures.distance, bounds: 0...0.02, margin: 0.2)
  }

  // MARK: expert and examples

  /// Goes behind the puck, and pushes it along the line to the target.
  func expertAction(_ world: RigidWorld) -> [Float]? {
    let (hand, position) = (world.pose(of: paddle).position, world.pose(of: puck).position)
    guard position.x < target.x else { return [0, 0] }
    let line = Vector3(target.x - position.x, target.y - position.y, 0).normalized
    let relative = Vector3(hand.x - position.x, hand.y - position.y, 0)
    let aside = relative - relative.dot(line) * line
    let isBehind = aside.length < 0.01 && relative.dot(line) < 0
    // 2 cm a step; the contact is 5 cm behind the puck's middle
    let move = isBehind ? 0.015 * line - 0.5 * aside : -0.07 * line - relative
    return [Float(move.x / 0.02), Float(move.y / 0.02)]
  }

  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    guard kind != .elsewhere else { return .rest }
    let depth =
      kind == .success ? stream.uniform(in: 0.02...0.06) : stream.uniform(in: -0.05 ... -0.02)
    target = gate + Vector3(depth, stream.uniform(in: -0.4...0.4) * halfWidth, 0)
    return .expert
  }

  func isExample(of kind: ExampleKind, _ measures: Measures) -> Bool {
    switch kind {
    case .success: measures.isSuccess
    case .nearMiss: !measures.isSuccess && measures.distance < 0.12
    case .elsewhere, .mishap: measures.distance > 0.15
    }
  }

  /// The part of an episode's state that is not physics.
  var state: [Double] {
    get { [target.x, target.y] }
    set { (target.x, target.y) = (newValue[0], newValue[1]) }
  }
}
