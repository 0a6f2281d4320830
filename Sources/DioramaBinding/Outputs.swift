// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import DioramaCore
internal import DioramaMath

/// The buffers for an observation and the metrics.
struct ObservationBuffers {
  let state: Buffer<Float>
  let pixels: Buffer<UInt8>
  let achievedGoal: Buffer<Float>
  let desiredGoal: Buffer<Float>
  let metrics: Buffer<Double>

  /// Checks that the given buffers have room for `count` rows.
  func check(_ sizes: Sizes, count: Int = 1) throws {
    try state.check(sizes.observesState ? count * sizes.state : 0)
    try pixels.check(sizes.observesPixels ? count * sizes.pixels : 0)
    try achievedGoal.check(count * sizes.goal)
    try desiredGoal.check(count * sizes.goal)
    try metrics.check(count * sizes.metrics)
  }

  /// Writes `observation` to row `row`, which must have been checked.
  func write(_ observation: TaskObservation, row: Int = 0) {
    state.write(observation.state, at: row * observation.state.count)
    if let pixels = observation.pixels {
      self.pixels.write(pixels.samples, at: row * pixels.samples.count)
    }
    achievedGoal.write(observation.achievedGoal, at: row * observation.achievedGoal.count)
    desiredGoal.write(observation.desiredGoal, at: row * observation.desiredGoal.count)
  }
}

/// The output buffers of a call: the struct `diorama_buffers`.
///
/// It is a class, since copying so many pointers takes as long as a cheap step.
final class Outputs {
  let now: ObservationBuffers
  let final: ObservationBuffers
  let reward: Buffer<Double>
  let terminated: Buffer<UInt8>
  let truncated: Buffer<UInt8>
  let status: Buffer<Int32>

  convenience init(_ pointer: UnsafePointer<diorama_buffers>?) throws {
    unsafe self.init(given: try Self.given(pointer))
  }

  init(given out: diorama_buffers) {
    now = unsafe ObservationBuffers(
      state: Buffer(out.state, out.state_count, "state"),
      pixels: Buffer(out.pixels, out.pixels_count, "pixels"),
      achievedGoal: Buffer(out.achieved_goal, out.achieved_goal_count, "achieved_goal"),
      desiredGoal: Buffer(out.desired_goal, out.desired_goal_count, "desired_goal"),
      metrics: Buffer(out.metrics, out.metrics_count, "metrics"))
    final = unsafe ObservationBuffers(
      state: Buffer(out.final_state, out.final_state_count, "final_state"),
      pixels: Buffer(out.final_pixels, out.final_pixels_count, "final_pixels"),
      achievedGoal: Buffer(
        out.final_achieved_goal, out.final_achieved_goal_count, "final_achieved_goal"),
      desiredGoal: Buffer(
        out.final_desired_goal, out.final_desired_goal_count, "final_desired_goal"),
      metrics: Buffer(out.final_metrics, out.final_metrics_count, "final_metrics"))
    reward = unsafe Buffer(out.reward, out.reward_count, "reward")
    terminated = unsafe Buffer(out.terminated, out.terminated_count, "terminated")
    truncated = unsafe Buffer(out.truncated, out.truncated_count, "truncated")
    status = unsafe Buffer(out.status, out.status_count, "status")
  }

  /// Returns what the caller gives, all NULL if it is nothing.
  static func given(_ pointer: UnsafePointer<diorama_buffers>?) throws -> diorama_buffers {
    guard let pointer = unsafe pointer else { return unsafe diorama_buffers() }
    let known = unsafe MemoryLayout<diorama_buffers>.stride
    // the size comes first, so that it can be read from a struct of any version
    guard unsafe pointer.pointee.size >= known else {
      throw Failure.invalid(
        "diorama_buffers.size is \(unsafe pointer.pointee.size); set it to sizeof(diorama_buffers), \(known)"
      )
    }
    return unsafe pointer.pointee
  }

  /// Checks the buffers for a call on a single environment.
  func checkSingle(_ sizes: Sizes) throws {
    try now.check(sizes)
    try checkNone(final, "of vectors that reset in the same step")
    guard !status.isWanted else {
      throw Failure.invalid("'status' is given, but that is of vectors; set it to NULL")
    }
    try status.checkRoom(0)
    try reward.check(1)
    try terminated.check(1)
    try truncated.check(1)
  }

  func checkNone(_ buffers: ObservationBuffers, _ whose: String) throws {
    try buffers.state.checkRoom(0)
    try buffers.pixels.checkRoom(0)
    try buffers.achievedGoal.checkRoom(0)
    try buffers.desiredGoal.checkRoom(0)
    try buffers.metrics.checkRoom(0)
    let isWanted =
      buffers.state.isWanted || buffers.pixels.isWanted || buffers.achievedGoal.isWanted
      || buffers.desiredGoal.isWanted || buffers.metrics.isWanted
    guard !isWanted else {
      throw Failure.invalid("a buffer 'final_…' is given, but those are \(whose); set it to NULL")
    }
  }

  /// Writes the reward and the ending of a step of a single environment.
  func pay(_ reward: Float, _ ending: Ending?) {
    self.reward.write(Double(reward))
    terminated.write(ending == .terminated ? 1 : 0)
    truncated.write(ending == .truncated ? 1 : 0)
  }
}
