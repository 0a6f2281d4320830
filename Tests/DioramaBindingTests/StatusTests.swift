// SPDX-License-Identifier: Apache-2.0

import CDiorama
import TestSupport
import Testing

@Suite("Statuses in C", .slow)
struct StatusTests {
  /// Checks that a call failed with `expected`, and said so with `part`.
  private func expect(
    _ expected: Int, _ part: String, _ status: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(Int(status) == expected, sourceLocation: sourceLocation)
    let text = Call.lastError
    #expect(text.contains(part), "'\(text)'", sourceLocation: sourceLocation)
    #expect(!text.contains("\n"), sourceLocation: sourceLocation)
  }

  @Test func `have names`() {
    func name(_ status: Int) -> String {
      String(cString: diorama_status_name(Int32(status)))
    }
    #expect(name(DIORAMA_OK) == "ok")
    #expect(name(DIORAMA_BUSY) == "busy")
    #expect(name(DIORAMA_INTERNAL) == "internal")
    #expect(name(DIORAMA_SYSTEM) == "system")
    #expect(name(DIORAMA_SYSTEM + 1) == "unknown status")
    #expect(name(-1) == "unknown status")
    #expect(Set((0...DIORAMA_SYSTEM).map(name)).count == DIORAMA_SYSTEM + 1)
  }

  @Test func `of making one`() {
    var env: diorama_env = 5
    func make(_ id: String?, _ options: String?) -> Int32 { diorama_make(id, options, &env) }
    expect(DIORAMA_UNKNOWN_ID, "did you mean 'Pushing-v1'", make("Pushin-v1", nil))
    expect(DIORAMA_UNKNOWN_ID, "there is no 'Pushing-v9'", make("Pushing-v9", nil))
    expect(DIORAMA_INVALID_ARGUMENT, "name an environment", make(nil, nil))
    expect(DIORAMA_INVALID_ARGUMENT, "not JSON", make("Pushing-v1", "{"))
    expect(DIORAMA_INVALID_ARGUMENT, "are a list", make("Pushing-v1", "[]"))
    expect(
      DIORAMA_INVALID_ARGUMENT, "did you mean 'reward'", make("Pushing-v1", #"{"rewrad": 1}"#))
    expect(
      DIORAMA_INVALID_ARGUMENT, "must be one of 'sparse', 'dense'",
      make("Pushing-v1", #"{"reward": "big"}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "must be a text", make("Pushing-v1", #"{"reward": 1}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "at least 1 step", make("Pushing-v1", #"{"horizon": 0}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "whole number", make("Pushing-v1", #"{"horizon": 1.5}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "15x48", make("Pushing-v1", #"{"width": 15}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "it has 'front'", make("Pushing-v1", #"{"camera": "x"}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "keep one", make("Pushing-v1", #"{"map": "x"}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "no such file", make(nil, #"{"map": "/no/such"}"#))
    expect(DIORAMA_INVALID_ARGUMENT, "env is NULL", diorama_make("Pushing-v1", nil, nil))
    expect(
      DIORAMA_INVALID_ARGUMENT, "not UTF-8",
      [CChar](arrayLiteral: -1, 0).withUnsafeBufferPointer {
        diorama_make($0.baseAddress, nil, &env)
      })
    #expect(env == 5)
    expect(DIORAMA_NO_RESOURCES, "/no/such", diorama_set_resources("/no/such"))
  }

  @Test func `of wrong numbers and closed ones`() throws {
    let env = try Call.make("Pendulum-v1")
    let vector = try Call.makeVector("Pendulum-v1", 2)
    for wrong in [0, 1, .max, vector, env + 1 << 32, env + 9999, env & 0xFFFF_FFFF] {
      #expect(diorama_close(wrong) == DIORAMA_INVALID_HANDLE)
      #expect(diorama_reset(wrong, 0, nil) == DIORAMA_INVALID_HANDLE)
      #expect(diorama_describe(wrong, nil, 0, nil) == DIORAMA_INVALID_HANDLE)
    }
    expect(DIORAMA_INVALID_HANDLE, "is not an open vector", diorama_vector_close(env))
    #expect(diorama_close(env) == DIORAMA_OK)
    expect(DIORAMA_CLOSED, "was closed", diorama_close(env))
    expect(DIORAMA_CLOSED, "was closed", diorama_step(env, [0], 1, nil))
    // its place is taken by another, which the old number does not reach
    let next = try Call.make("Pendulum-v1")
    expect(DIORAMA_CLOSED, "was closed", diorama_reset(env, 0, nil))
    #expect(diorama_close(next) == DIORAMA_OK)
    #expect(diorama_vector_close(vector) == DIORAMA_OK)
    expect(DIORAMA_CLOSED, "vector was closed", diorama_vector_close(vector))
  }

  @Test func `of steps`() throws {
    let env = try Call.make("Pushing-v1")
    let grid = try Call.make("FrozenLake-v1")
    defer { for env in [env, grid] { diorama_close(env) } }
    var numbers: [Float] = [0, 0]
    expect(DIORAMA_NOT_RESET, "call reset first", diorama_step(env, [0, 0], 2, nil))
    expect(DIORAMA_NOT_RESET, "call reset first", diorama_expert(env, &numbers, 2))
    expect(DIORAMA_NOT_RESET, "call reset first", diorama_step_choice(grid, 0, nil))
    let arrays = try Arrays(env)
    try Call.ok(diorama_reset(env, 1, &arrays.buffers))
    try Call.ok(diorama_reset(grid, 1, nil))
    let before = arrays.step
    func step(_ action: [Float]) -> Int32 {
      diorama_step(env, action, action.count, &arrays.buffers)
    }
    expect(DIORAMA_ACTION_OUT_OF_BOUNDS, "action[1] is nan", step([0, .nan]))
    expect(DIORAMA_ACTION_OUT_OF_BOUNDS, "action[0] is inf", step([.infinity, 0]))
    expect(DIORAMA_ACTION_OUT_OF_BOUNDS, "action[0] is 1.5, outside -1.0...1.0", step([1.5, 0]))
    expect(DIORAMA_INVALID_ARGUMENT, "3 elements; this environment takes 2", step([0, 0, 0]))
    expect(DIORAMA_INVALID_ARGUMENT, "'action' is NULL", diorama_step(env, nil, 2, nil))
    expect(DIORAMA_INVALID_ARGUMENT, "wrong kind", diorama_step_choice(env, 0, nil))
    expect(DIORAMA_INVALID_ARGUMENT, "wrong kind", diorama_step(grid, [0], 1, nil))
    expect(
      DIORAMA_ACTION_OUT_OF_BOUNDS, "outside 0..<4", diorama_step_choice(grid, 4, nil))
    expect(
      DIORAMA_ACTION_OUT_OF_BOUNDS, "outside 0..<4", diorama_step_choice(grid, .min, nil))
    #expect(arrays.step == before)
    try Call.ok(step([1, 0]))
    #expect(arrays.step != before)
  }

  @Test func `of counts that nothing has room for`() throws {
    let env = try Call.make("PushingGoal-v1")
    defer { diorama_close(env) }
    try Call.ok(diorama_reset(env, 0, nil))
    func set(_ positives: Int, _ negatives: Int) -> Int32 {
      diorama_goal_set(env, positives, negatives, 0, nil, 0, nil, 0, nil)
    }
    for (positives, negatives) in [(1_000_000_000_000, 0), (0, 100_001), (.max, .max), (-1, 2)] {
      expect(DIORAMA_INVALID_ARGUMENT, "at most 100000 images", set(positives, negatives))
    }
    expect(DIORAMA_INVALID_ARGUMENT, "at least one image", set(0, 0))
    let large = try Call.make("Pushing-v1", #"{"width": 2048, "height": 2048}"#)
    defer { diorama_close(large) }
    expect(
      DIORAMA_INVALID_ARGUMENT, "make fewer at a time, or smaller ones",
      diorama_goal_set(large, 1000, 0, 0, nil, 0, nil, 0, nil))
    func vector(_ count: Int, _ workers: Int, _ options: String? = nil) -> Int32 {
      var vector: diorama_vector = 0
      return diorama_make_vector("FrozenLake-v1", count, workers, options, &vector)
    }
    for count in [1_000_000_000, 1_000_000_000_000, .max] {
      expect(DIORAMA_INVALID_ARGUMENT, "at most 1000000 environments", vector(count, 1))
    }
    expect(DIORAMA_INVALID_ARGUMENT, "at least 1 environment", vector(-1, 0))
    expect(DIORAMA_INVALID_ARGUMENT, "at least 1 worker", vector(2, -1))
    expect(DIORAMA_INVALID_ARGUMENT, "at most 1024 workers", vector(100_000, 100_000))
    let pixels = #"{"observation": "pixels", "width": 2048, "height": 2048}"#
    expect(DIORAMA_INVALID_ARGUMENT, "do not fit in 256 GiB", vector(100_000, 1, pixels))
    expect(
      DIORAMA_INVALID_ARGUMENT, "both sides must lie in",
      vector(1, 1, #"{"render_width": 1000000, "render_height": 1000000}"#))
    expect(
      DIORAMA_INVALID_ARGUMENT, "rows are too many",
      diorama_compute_reward(env, 1 << 62, nil, 0, nil, 0, nil, 0))
    var word: UInt64 = 0
    expect(DIORAMA_BAD_SNAPSHOT, "words", diorama_restore(env, &word, 1 << 40, nil))
    let arrays = try Arrays(env)
    arrays.buffers.state_count = -1
    expect(
      DIORAMA_INVALID_ARGUMENT, "'state' is said to have 18446744073709551615 elements",
      diorama_observe(env, &arrays.buffers))
    arrays.buffers.state = nil
    arrays.buffers.state_count = 16
    expect(
      DIORAMA_INVALID_ARGUMENT, "'state' is NULL, but its count is 16; set it to 0",
      diorama_observe(env, &arrays.buffers))
    arrays.buffers.state_count = 0
    try Call.ok(diorama_observe(env, &arrays.buffers))
    var length = 0
    var text: CChar = 0
    expect(
      DIORAMA_INVALID_ARGUMENT, "'text' is said to have", diorama_describe(env, &text, -1, &length))
  }

  @Test func `of a missing worker program`() throws {
    for program in ["/no/such/program", "/etc/passwd", "/tmp"] {
      var vector: diorama_vector = 0
      expect(
        DIORAMA_INVALID_ARGUMENT, "the worker program '\(program)' cannot be started",
        diorama_make_vector(
          "FrozenLake-v1", 2, 1,
          #"{"workers": "processes", "worker_command": ["\#(program)"]}"#, &vector))
    }
  }

  @Test func `of buffers`() throws {
    let env = try Call.make("Pushing-v1")
    defer { diorama_close(env) }
    let arrays = try Arrays(env)
    arrays.buffers.state_count = 15
    func reset() -> Int32 { diorama_reset(env, 1, &arrays.buffers) }
    expect(DIORAMA_BUFFER_TOO_SHORT, "'state' has 15 elements; it needs 16", reset())
    expect(DIORAMA_NOT_RESET, "reset", diorama_step(env, [0, 0], 2, nil))
    arrays.buffers.state_count = 16
    arrays.buffers.reward_count = 0
    expect(DIORAMA_BUFFER_TOO_SHORT, "'reward' has 0 elements; it needs 1", reset())
    arrays.buffers.reward_count = 1
    arrays.buffers.pixels = arrays.terminated.baseAddress
    expect(DIORAMA_INVALID_ARGUMENT, "'pixels' is given", reset())
    arrays.buffers.pixels = nil
    arrays.buffers.final_metrics = arrays.metrics.baseAddress
    expect(DIORAMA_INVALID_ARGUMENT, "'final_…' is given", reset())
    arrays.buffers.final_metrics = nil
    arrays.buffers.size = 8
    expect(DIORAMA_INVALID_ARGUMENT, "size is 8", reset())
    arrays.buffers.size = MemoryLayout<diorama_buffers>.stride + 64  // of a newer header
    try Call.ok(reset())
    var values = [0.0]
    expect(DIORAMA_BUFFER_TOO_SHORT, "'values'", diorama_metrics(env, &values, 1))
    expect(DIORAMA_INVALID_ARGUMENT, "'values' is NULL", diorama_metrics(env, nil, 1))
    var pixels = [UInt8](repeating: 0, count: 16 * 16 * 3 - 1)
    expect(
      DIORAMA_BUFFER_TOO_SHORT, "it needs 768",
      diorama_render(env, nil, 16, 16, nil, &pixels, pixels.count))
    expect(
      DIORAMA_INVALID_ARGUMENT, "no camera 'x'",
      diorama_render(env, "x", 16, 16, nil, &pixels, pixels.count))
    expect(
      DIORAMA_INVALID_ARGUMENT, "both sides must lie in",
      diorama_render(env, nil, .max, 16, nil, &pixels, pixels.count))
    expect(
      DIORAMA_INVALID_ARGUMENT, "'quality' is 'best'",
      diorama_render(env, nil, 16, 16, "best", &pixels, pixels.count))
    var text = [CChar](repeating: 1, count: 4)
    var length = 0
    expect(
      DIORAMA_BUFFER_TOO_SHORT, "room for 4 bytes",
      diorama_describe(env, &text, 4, &length))
    #expect(length > 4 && text == [1, 1, 1, 1])
    expect(DIORAMA_INVALID_ARGUMENT, "both NULL", diorama_describe(env, nil, 0, nil))
    expect(DIORAMA_INVALID_ARGUMENT, "no size 99", diorama_size(env, 99, &length))
    expect(DIORAMA_INVALID_ARGUMENT, "count is NULL", diorama_size(env, 0, nil))
    expect(DIORAMA_INVALID_ARGUMENT, "no kind 4", diorama_stage(env, 4, 0, nil, nil))
  }
}
