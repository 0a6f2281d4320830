// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath

/// The smallest environment: it counts the steps, pays what the action says and ends when told to.
struct Countdown: Environment, ~Copyable {
  /// Steps after which the task itself is over; nil for never.
  var length: Int?
  var observationSpace: Space { .box(low: [0], high: [1000]) }
  var actionSpace: Space = .box(low: [-1, 0], high: [1, 10])
  /// What the last step was told.
  private(set) var lastAction: TaskAction?
  private var count: Int?
  private var ending: Ending?

  init(length: Int? = nil) { self.length = length }

  /// The first observation is the seed, so that tests see which it was.
  mutating func reset(seed: UInt64) throws(SimulationError) -> [Float] {
    count = 0
    ending = nil
    offset = Float(seed)
    return [offset]
  }
  private var offset: Float = 0

  mutating func step(_ action: TaskAction) throws(SimulationError) -> Step<[Float]> {
    guard let count else { throw .notReset }
    if let ending { throw .episodeOver(ending, stepCount: count) }
    if case .vector(let numbers) = action {
      for (index, value) in numbers.enumerated() where !value.isFinite {
        throw .actionNotFinite(index: index, value: value)
      }
    }
    lastAction = action
    self.count = count + 1
    if count + 1 == length { ending = .terminated }
    var reward: Float = 0
    if case .vector(let numbers) = action { reward = numbers[0] }
    return Step(observation: [offset + Float(count + 1)], reward: reward, ending: ending)
  }
}

extension TaskAction {
  /// An action that `Countdown` takes.
  static let nothing = TaskAction.vector([0, 0])
}

/// An environment of the suite, made of nothing: pictures show the number of the step.
struct Miniature: SuiteEnvironment, ~Copyable {
  var horizon = 5
  /// Whether the episode that is seeded so ends in success.
  var succeeds: @Sendable (UInt64) -> Bool = { $0.isMultiple(of: 2) }
  private var count = 0
  private var seed: UInt64 = 0

  init(horizon: Int = 5) { self.horizon = horizon }

  var observationSpace: Space { .box(count: 2, in: 0...1000) }
  var actionSpace: Space { .box(low: [-1, 0], high: [1, 4]) }
  var cameras: [String] { ["front", "top"] }
  var goalReward: GoalReward? { GoalReward(count: 1) { $0.first == $1.first ? 1 : 0 } }
  var metrics: Metrics {
    Metrics(names: ["success", "count"], values: [succeeds(seed) ? 1 : 0, Double(count)])
  }

  private var observation: TaskObservation { TaskObservation(state: [Float(seed), Float(count)]) }

  mutating func reset(seed: UInt64) throws(SimulationError) -> TaskObservation {
    (self.seed, count) = (seed, 0)
    return observation
  }

  mutating func step(_ action: TaskAction) throws(SimulationError) -> Step<TaskObservation> {
    guard case .vector(let numbers) = action else { throw .wrongActionKind(space: actionSpace) }
    count += 1
    return Step(
      observation: observation, reward: numbers[0], ending: count == horizon ? .truncated : nil)
  }

  mutating func rendererName() throws(SimulationError) -> String { "by hand" }

  mutating func image(_ view: View) throws(SimulationError) -> Image {
    Image(width: view.width, height: view.height, red: UInt8(count), green: 7)
  }

  mutating func depth(_ view: View) throws(SimulationError) -> DepthImage {
    DepthImage(width: view.width, height: view.height, channels: 1, filledWith: Float(count))
  }

  mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    SegmentationImage(width: view.width, height: view.height, channels: 1, filledWith: Int32(count))
  }

  var snapshot: Snapshot { Snapshot(environment: "Miniature-v1", words: [seed, UInt64(count)]) }

  mutating func restore(_ snapshot: Snapshot) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: "Miniature-v1")
    seed = try reader.word()
    count = try reader.integer()
    return observation
  }

  mutating func expertAction() throws(SimulationError) -> TaskAction { .vector([1, Float(count)]) }

  mutating func stage(_ kind: ExampleKind, seed: UInt64) throws(SimulationError) -> Bool {
    _ = try reset(seed: seed)
    return kind == .success
  }
}
