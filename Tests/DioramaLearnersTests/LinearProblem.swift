// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

/// The scalar linear-quadratic problem `x' = x + 2 a`, action in ±1, reward `-(x'² + (2 a)²)`, with the
/// best first action `-K x / 2` over a horizon; its gains are ratios of Fibonacci numbers.
struct LinearProblem: SuiteEnvironment, ~Copyable {
  static let scale = 2.0

  var x = 1.0
  private var count = 0
  private let horizon: Int

  /// How many numbers it says that it shows.
  private let numbers: Int

  init(horizon: Int = 1_000, numbers: Int = 1) {
    self.horizon = horizon
    self.numbers = numbers
  }

  /// One in a box that hides its type.
  static func make(horizon: Int = 1_000, numbers: Int = 1) throws -> AnyEnvironment {
    guard let id = EnvironmentID("Linear-v1") else { preconditionFailure("no id") }
    return AnyEnvironment(
      LinearProblem(horizon: horizon, numbers: numbers), id: id, horizon: horizon)
  }

  var observationSpace: Space { .box(count: numbers, in: -10...10) }
  var actionSpace: Space { .box(count: 1, in: -1...1) }
  var cameras: [String] { [] }
  var goalReward: GoalReward? { nil }
  var metrics: Metrics { Metrics(names: ["success"], values: [abs(x) < 0.1 ? 1 : 0]) }
  private var observation: TaskObservation { TaskObservation(state: [Float(x)]) }

  mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    var layout = RandomStream("layout", seed: seed)
    (x, count) = (seed == 0 ? 1 : layout.uniform(in: -1...1), 0)
    return observation
  }

  mutating func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    let a = Self.scale * Double(try actionSpace.validated(action)[0])
    x += a
    count += 1
    // a state that a simulator could not compute
    if abs(x) > 9 { throw .diverged(body: "x", time: Double(count)) }
    return Step(
      observation: observation, reward: Float(-x * x - a * a),
      ending: count == horizon ? .truncated : nil)
  }

  mutating func rendererName() throws(SimulationError) -> String { "none" }
  /// The redder, the larger x is.
  mutating func image(_ view: View) throws(SimulationError) -> Image {
    Image(
      width: view.width, height: view.height, red: UInt8(min(max(128 + 12 * x, 0), 255)), green: 99)
  }

  mutating func depth(_ view: View) throws(SimulationError) -> DepthImage {
    DepthImage(width: 1, height: 1, channels: 1, filledWith: 0)
  }

  mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    SegmentationImage(width: 1, height: 1, channels: 1, filledWith: 0)
  }

  var snapshot: Snapshot {
    Snapshot(environment: "Linear-v1", words: [x.bitPattern, UInt64(count)])
  }

  mutating func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: "Linear-v1")
    x = try reader.double()
    count = try reader.integer()
    return observation
  }

  mutating func expertAction() throws(SimulationError) -> TaskAction { .vector([Float(-x / 2)]) }
  mutating func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool { false }
}
