// SPDX-License-Identifier: Apache-2.0

import CDiorama
import DioramaCore
import DioramaGridworlds
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

@Suite("Goals and models in C", .slow)
struct GoalCallTests {
  @Test func `are rewarded in batches as in Swift`() throws {
    let env = try Call.make("PushingGoal-v1", #"{"reward": "sparse"}"#)
    defer { diorama_close(env) }
    let achieved: [Float] = [0, 0, 1, 0.5, 0.5, 1, 0, 0, 0]
    let desired: [Float] = [0, 0.01, 1, 0, 0, 1, 0, 0, 1]
    var rewards = [Double](repeating: -1, count: 3)
    try Call.ok(diorama_compute_reward(env, 3, achieved, 9, desired, 9, &rewards, 3))
    #expect(rewards == [1, 0, 0])
    #expect(
      diorama_compute_reward(env, 3, achieved, 8, desired, 9, &rewards, 3)
        == DIORAMA_BUFFER_TOO_SHORT)
    #expect(
      diorama_compute_reward(env, 3, achieved, 9, desired, 9, &rewards, 2)
        == DIORAMA_BUFFER_TOO_SHORT)
    #expect(
      diorama_compute_reward(env, .max, achieved, 9, desired, 9, &rewards, 2)
        == DIORAMA_INVALID_ARGUMENT)
    let plain = try Call.make("Pushing-v1")
    defer { diorama_close(plain) }
    #expect(
      diorama_compute_reward(plain, 0, achieved, 0, desired, 0, &rewards, 2)
        == DIORAMA_INVALID_ARGUMENT)
  }

  @Test func `come in sets, as in Swift`() throws {
    let env = try Call.make("PushingGoal-v1", #"{"width": 32, "height": 24}"#)
    defer { diorama_close(env) }
    let arrays = try Arrays(env, count: 3, pixels: true)
    var kinds = [Int32](repeating: -1, count: 3)
    var seeds = [UInt64](repeating: 0, count: 3)
    try Call.ok(diorama_goal_set(env, 2, 1, 7, &kinds, 3, &seeds, 3, &arrays.buffers))
    let set = try SuccessSet(
      EnvironmentSuite.catalog.entry("PushingGoal-v1"), count: 2, negatives: 1,
      view: View(width: 32, height: 24), seed: 7)
    #expect(kinds == [0, 0, 1])
    #expect(seeds == set.examples.map(\.seed))
    #expect(Array(arrays.pixels) == set.examples.flatMap(\.picture.samples))
    #expect(Array(arrays.state) == set.examples.flatMap(\.observation))
    #expect(Array(arrays.metrics) == set.examples.flatMap(\.metrics.values))
    #expect(Array(arrays.achieved) == set.examples.flatMap(\.achievedGoal))
    #expect(Array(arrays.desired) == set.examples.flatMap(\.desiredGoal))
    // the state of a picture can be had again
    var matches: Int32 = 0
    try Call.ok(diorama_stage(env, kinds[1], seeds[1], &matches, nil))
    #expect(matches == 1)
    #expect(
      diorama_goal_set(env, 0, 0, 7, nil, 0, nil, 0, nil) == DIORAMA_INVALID_ARGUMENT)
    #expect(
      diorama_goal_set(env, -1, 2, 7, nil, 0, nil, 0, nil) == DIORAMA_INVALID_ARGUMENT)
    #expect(
      diorama_goal_set(env, 3, 1, 7, nil, 0, nil, 0, &arrays.buffers)
        == DIORAMA_BUFFER_TOO_SHORT)
  }

  @Test(arguments: EnvironmentSuite.gridworldNames)
  func `have the model that Swift has`(id: String) throws {
    let env = try Call.make(id)
    defer { diorama_close(env) }
    let world = try EnvironmentSuite.gridworld(id)
    let model = world.model
    var sizes = diorama_model_sizes(
      size: MemoryLayout<diorama_model_sizes>.stride, states: 0, actions: 0, outcomes: 0)
    try Call.ok(diorama_model_size(env, &sizes))
    #expect(sizes.states == model.stateCount)
    #expect(sizes.actions == model.actionCount)
    #expect(sizes.outcomes == model.outcomes.count)
    var offsets = [Int64](repeating: -1, count: sizes.states * sizes.actions + 1)
    var next = [Int64](repeating: -1, count: sizes.outcomes)
    var probability = [Double](repeating: -1, count: sizes.outcomes)
    var start = [Double](repeating: -1, count: sizes.states)
    try offsets.withUnsafeMutableBufferPointer { offsets in
      try next.withUnsafeMutableBufferPointer { next in
        try probability.withUnsafeMutableBufferPointer { probability in
          try start.withUnsafeMutableBufferPointer { start in
            var out = diorama_model_buffers()
            out.size = MemoryLayout<diorama_model_buffers>.stride
            (out.offsets, out.offsets_count) = (offsets.baseAddress, offsets.count)
            (out.next_state, out.next_state_count) = (next.baseAddress, next.count)
            (out.probability, out.probability_count) =
              (probability.baseAddress, probability.count)
            (out.start, out.start_count) = (start.baseAddress, start.count)
            try Call.ok(diorama_model(env, nil, &out))
            out.start_count -= 1
            #expect(diorama_model(env, nil, &out) == DIORAMA_BUFFER_TOO_SHORT)
            #expect(diorama_model(env, "both", &out) == DIORAMA_INVALID_ARGUMENT)
          }
        }
      }
    }
    #expect(offsets.map { Int($0) } == model.offsets)
    #expect(next.map { Int($0) } == model.outcomes.map(\.state))
    #expect(probability == model.outcomes.map(\.probability))
    #expect(start == model.starts)
    #expect(try Call.text { diorama_model_names(env, $0, $1, $2) }.contains("\"actions\""))
  }

  @Test func `no other environment has a model`() throws {
    let env = try Call.make("Pushing-v1")
    defer { diorama_close(env) }
    var sizes = diorama_model_sizes(
      size: MemoryLayout<diorama_model_sizes>.stride, states: 0, actions: 0, outcomes: 0)
    #expect(diorama_model_size(env, &sizes) == DIORAMA_INVALID_ARGUMENT)
    let map = try Call.make(nil, #"{"map_text": "name: mine\nmap:\nS.G\n"}"#)
    defer { diorama_close(map) }
    sizes.size = 0
    #expect(diorama_model_size(map, &sizes) == DIORAMA_INVALID_ARGUMENT)
    sizes.size = MemoryLayout<diorama_model_sizes>.stride
    try Call.ok(diorama_model_size(map, &sizes))
    #expect(sizes.states == 3)
  }
}
