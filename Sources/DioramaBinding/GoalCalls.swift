// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaMath
internal import DioramaTasks

@c @implementation
public func diorama_compute_reward(
  _ env: diorama_env, _ n: Int, _ achieved: UnsafePointer<Float>?, _ achieved_count: Int,
  _ desired: UnsafePointer<Float>?, _ desired_count: Int,
  _ reward: UnsafeMutablePointer<Double>?, _ reward_count: Int
) -> Int32 {
  with(env) { held in
    guard let goalReward = held.environment.goalReward else {
      throw Failure.invalid("\(held.environment.id) has no goals; only goal-conditioned ones do")
    }
    let needed = try product(n, goalReward.count)
    let buffer = unsafe Buffer(reward, reward_count, "reward")
    try buffer.require(n)
    let rewards = unsafe try goalReward(
      achieved: array(achieved, achieved_count, needed, "achieved"),
      desired: array(desired, desired_count, needed, "desired"))
    buffer.write(rewards.map(Double.init))
  }
}

@c @implementation
public func diorama_goal_set(
  _ env: diorama_env, _ positives: Int, _ negatives: Int, _ seed: UInt64,
  _ kinds: UnsafeMutablePointer<Int32>?, _ kinds_count: Int,
  _ seeds: UnsafeMutablePointer<UInt64>?, _ seeds_count: Int,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    let (count, overflow) = positives.addingReportingOverflow(negatives)
    let asked =
      "\(UInt(bitPattern: positives)) positives and \(UInt(bitPattern: negatives)) negatives"
    guard positives >= 0, negatives >= 0, !overflow, count <= largestGoalSet else {
      throw Failure.invalid(
        "\(asked) are too many for a set; make at most \(largestGoalSet) images at a time, "
          + "with a seed of their own each time")
    }
    guard count > 0 else {
      throw Failure.invalid("\(asked) are not a set; ask for at least one image")
    }
    let kinds = unsafe Buffer(kinds, kinds_count, "kinds")
    let seeds = unsafe Buffer(seeds, seeds_count, "seeds")
    let outputs = unsafe try Outputs(out)
    try kinds.check(count)
    try seeds.check(count)
    // a set has both the state and the image, whatever is observed
    var sizes = held.sizes
    sizes.observesState = true
    sizes.observesPixels = true
    guard count * sizes.pixels <= largestGoalBytes else {
      throw Failure.invalid(
        "\(count) images of \(sizes.width)x\(sizes.height) take \(count * sizes.pixels) bytes, more "
          + "than \(largestGoalBytes); make fewer at a time, or smaller ones")
    }
    try outputs.now.check(sizes, count: count)
    let options = held.recipe.options
    let set = try SuccessSet(
      held.recipe.entry, count: positives, negatives: negatives, view: options.view, seed: seed,
      randomized: options.randomized)
    for (row, example) in set.examples.enumerated() {
      kinds.write(Int32(ExampleKind.allCases.firstIndex(of: example.kind) ?? 0), at: row)
      seeds.write(example.seed, at: row)
      outputs.now.write(
        TaskObservation(
          state: example.observation, pixels: example.picture,
          achievedGoal: example.achievedGoal, desiredGoal: example.desiredGoal), row: row)
      outputs.now.metrics.write(example.metrics.values, at: row * sizes.metrics)
    }
  }
}

/// The most images of a set, and their bytes: all are held in memory until the last is made.
private let largestGoalSet = 100_000
private let largestGoalBytes = 1 << 32

/// Returns the number of elements in `count` rows.
func product(_ count: Int, _ row: Int) throws -> Int {
  let (product, overflow) = count.multipliedReportingOverflow(by: row)
  guard count >= 0, !overflow else {
    throw Failure.invalid(
      "\(UInt(bitPattern: count)) rows are too many; give \(Int.max / row) at most")
  }
  return product
}
