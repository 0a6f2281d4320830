// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore

@c @implementation
public func diorama_make(
  _ id: UnsafePointer<CChar>?, _ options: UnsafePointer<CChar>?,
  _ env: UnsafeMutablePointer<diorama_env>?
) -> Int32 {
  status {
    let env = unsafe try required(env, "env")
    let made = unsafe try HeldEnvironment(
      text(id, "id"), options: text(options, "options") ?? "")
    unsafe env.pointee = Handles.insert(made)
  }
}

@c @implementation
public func diorama_close(_ env: diorama_env) -> Int32 {
  status { try Handles.remove(env, as: HeldEnvironment.self) { _ in } }
}

@c @implementation
public func diorama_describe(
  _ env: diorama_env, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in unsafe try give(held.description, to: text, capacity, length) }
}

@c @implementation
public func diorama_size(
  _ env: diorama_env, _ what: Int32, _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in unsafe try required(count, "count").pointee = try held.sizes.size(what) }
}

@c @implementation
public func diorama_episode_seed(_ seed: UInt64, _ number: UInt64) -> UInt64 {
  EpisodeSeed.of(seed, number: number)
}

@c @implementation
public func diorama_reset(
  _ env: diorama_env, _ seed: UInt64, _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    let outputs = unsafe try held.outputs(out)
    held.give(try held.environment.reset(seed: seed), to: outputs)
    outputs.pay(0, nil)
  }
}

@c @implementation
public func diorama_step(
  _ env: diorama_env, _ action: UnsafePointer<Float>?, _ count: Int,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    guard held.sizes.action > 0 else {
      throw SimulationError.wrongActionKind(space: held.environment.actionSpace)
    }
    guard count == held.sizes.action else {
      throw SimulationError.actionCount(count, expected: held.sizes.action)
    }
    let numbers = unsafe try array(action, count, count, "action")
    try step(held, .vector(numbers), unsafe held.outputs(out))
  }
}

@c @implementation
public func diorama_step_choice(
  _ env: diorama_env, _ choice: Int64, _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in try step(held, .index(Int(choice)), unsafe held.outputs(out)) }
}

@c @implementation
public func diorama_observe(
  _ env: diorama_env, _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    let outputs = unsafe try held.outputs(out)
    try held.observe(to: outputs)
  }
}

@c @implementation
public func diorama_metrics(
  _ env: diorama_env, _ values: UnsafeMutablePointer<Double>?, _ count: Int
) -> Int32 {
  with(env) { held in
    let buffer = unsafe Buffer(values, count, "values")
    try buffer.require(held.sizes.metrics)
    buffer.write(held.environment.metrics.values)
  }
}

@c @implementation
public func diorama_expert(
  _ env: diorama_env, _ action: UnsafeMutablePointer<Float>?, _ count: Int
) -> Int32 {
  with(env) { held in
    let buffer = unsafe Buffer(action, count, "action")
    try buffer.require(held.sizes.action)
    guard case .vector(let numbers) = try held.environment.expertAction() else {
      throw Failure.invalid("its actions are discrete; ask diorama_expert_choice")
    }
    buffer.write(numbers)
  }
}

@c @implementation
public func diorama_expert_choice(
  _ env: diorama_env, _ choice: UnsafeMutablePointer<Int64>?
) -> Int32 {
  with(env) { held in
    let choice = unsafe try required(choice, "choice")
    guard case .index(let index) = try held.environment.expertAction() else {
      throw Failure.invalid("its actions are continuous; ask diorama_expert")
    }
    unsafe choice.pointee = Int64(index)
  }
}

@c @implementation
public func diorama_stage(
  _ env: diorama_env, _ kind: Int32, _ seed: UInt64, _ matches: UnsafeMutablePointer<Int32>?,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    let outputs = unsafe try held.outputs(out)
    guard ExampleKind.allCases.indices.contains(Int(kind)) else {
      throw Failure.invalid(
        "there is no kind \(kind); there are 0 to \(ExampleKind.allCases.count - 1)")
    }
    let isMatch = try held.environment.stage(ExampleKind.allCases[Int(kind)], seed: seed)
    try held.observe(to: outputs)
    outputs.pay(0, nil)
    unsafe matches?.pointee = isMatch ? 1 : 0
  }
}

/// Runs the body of a call on one environment.
func with(_ env: diorama_env, _ body: (HeldEnvironment) throws -> Void) -> Int32 {
  status { try Handles.with(env, as: HeldEnvironment.self, body) }
}

private func step(_ held: HeldEnvironment, _ action: TaskAction, _ outputs: Outputs) throws {
  let step = try held.environment.step(action)
  held.give(step.observation, to: outputs)
  outputs.pay(step.reward, step.ending)
}
