// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

/// An environment whose pictures say whether they are a success: the red ones are.
///
/// The first number of an action makes the next picture redder; the rest is chance.
struct Blinker: SuiteEnvironment, ~Copyable {
  static let view = View(width: 16, height: 16)

  let horizon: Int
  private var chance = RandomStream("dynamics", seed: 0)
  private var red: UInt8 = 0
  private var count = 0

  init(horizon: Int) { self.horizon = horizon }

  var observationSpace: Space { .pixels(width: Self.view.width, height: Self.view.height) }
  var actionSpace: Space { .box(low: [-1], high: [1]) }
  var cameras: [String] { ["front"] }
  var goalReward: GoalReward? { nil }
  var metrics: Metrics { Metrics(names: ["success"], values: [red > 127 ? 1 : 0]) }

  static func picture(red: UInt8) -> Image {
    Image(width: view.width, height: view.height, red: red, green: 99)
  }

  private var observation: TaskObservation {
    var observation = TaskObservation(state: [])
    observation.pixels = Self.picture(red: red)
    return observation
  }

  mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    chance = RandomStream("dynamics", seed: seed)
    (red, count) = (UInt8(chance.integer(below: 200)), 0)
    return observation
  }

  mutating func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    guard case .vector(let numbers) = action else { throw .wrongActionKind(space: actionSpace) }
    count += 1
    red = UInt8(chance.integer(below: 200) + Int(27 * (numbers[0] + 1)))
    return Step(observation: observation, reward: 0, ending: count == horizon ? .truncated : nil)
  }

  mutating func rendererName() throws(SimulationError) -> String { "by hand" }
  mutating func image(_ view: View) throws(SimulationError) -> Image { Self.picture(red: red) }

  mutating func depth(_ view: View) throws(SimulationError) -> DepthImage {
    DepthImage(width: view.width, height: view.height, channels: 1, filledWith: 0)
  }

  mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    SegmentationImage(width: view.width, height: view.height, channels: 1, filledWith: 0)
  }

  var snapshot: Snapshot { Snapshot(environment: "Blinker-v1", words: []) }
  mutating func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    observation
  }

  mutating func expertAction() throws(SimulationError) -> TaskAction { .vector([1]) }
  mutating func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool { false }
}
