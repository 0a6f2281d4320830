// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaNetworks

extension SafeTensors {
  /// The numbers of the array `name`, which are `count` and finite.
  func floats(_ name: String, count: Int) throws(SafeTensorsError) -> [Float] {
    let numbers = try floats(name, shape: [count])
    guard numbers.allSatisfy(\.isFinite) else {
      throw .badEntry(name, reason: "has a number that is not finite")
    }
    return numbers
  }

  /// The words of the array `name`, which are `count`.
  func words(_ name: String, count: Int) throws(SafeTensorsError) -> [UInt64] {
    let words = try words(name)
    guard words.count == count else {
      throw .wrongShape(name, found: [words.count], expected: [count])
    }
    return words
  }

  /// Returns the action `name` of `count` numbers that `isPossible`; empty where there was none yet.
  func action(
    _ name: String, of count: Int, where isPossible: ([Float]) -> Bool
  ) throws -> [Float] {
    let action = try floats(name)
    guard [0, count].contains(action.count), isPossible(action) else {
      throw Impossible(what: "an action of \(action) in '\(name)'")
    }
    return action
  }

  /// Adds what is seen.
  mutating func add(_ observation: TaskObservation, as name: String) {
    add("\(name).state", observation.state)
    add("\(name).achieved_goal", observation.achievedGoal)
    add("\(name).desired_goal", observation.desiredGoal)
    guard let pixels = observation.pixels else { return }
    entries["\(name).pixels"] = Entry(
      shape: [pixels.height, pixels.width, pixels.channels], numbers: .uint8(pixels.samples))
  }

  /// Returns what was seen; its shapes are those of `example`.
  func observation(
    _ name: String, like example: TaskObservation
  ) throws(SafeTensorsError) -> TaskObservation {
    var found = TaskObservation(
      state: try floats("\(name).state", count: example.state.count),
      achievedGoal: try floats("\(name).achieved_goal", count: example.achievedGoal.count),
      desiredGoal: try floats("\(name).desired_goal", count: example.desiredGoal.count))
    if let pixels = example.pixels {
      let shape = [pixels.height, pixels.width, pixels.channels]
      found.pixels = Image(
        width: pixels.width, height: pixels.height, channels: pixels.channels,
        samples: try bytes("\(name).pixels", shape: shape))
    }
    return found
  }

  /// Adds a short replay, the frames in front of a policy.
  mutating func add(_ replay: Replay, as name: String) {
    add("\(name).added", [UInt64(replay.added)])
    add("\(name).states", replay.states)
    add("\(name).frames", replay.frames)
  }

  /// Returns the short replay that was added, of the layout and capacity of `example`.
  ///
  /// What was done and what came of it plays no part there.
  func replay(_ name: String, like example: Replay) throws(SafeTensorsError) -> Replay {
    let added = try words("\(name).added", count: 1)[0]
    guard added < 1 << 40 else { throw .badEntry("\(name).added", reason: "holds \(added)") }
    let count = min(Int(added), example.capacity)
    return Replay(
      example.layout, actionCount: example.actionCount, capacity: example.capacity,
      added: Int(added),
      states: try floats("\(name).states", count: count * example.layout.stateCount),
      frames: try bytes("\(name).frames", shape: [count * example.frameCount]),
      actions: Array(repeating: 0, count: count * example.actionCount),
      followers: Array(repeating: .step, count: count), rewards: Array(repeating: 0, count: count))
  }
}
