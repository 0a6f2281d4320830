// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaFiles
internal import DioramaGridworlds
internal import DioramaTasks

@c @implementation
public func diorama_model_size(
  _ env: diorama_env, _ sizes: UnsafeMutablePointer<diorama_model_sizes>?
) -> Int32 {
  with(env) { held in
    let model = try gridworld(held).model
    let sizes = unsafe try required(sizes, "sizes")
    let known = MemoryLayout<diorama_model_sizes>.stride
    guard unsafe sizes.pointee.size >= known else {
      throw Failure.invalid(
        "diorama_model_sizes.size is \(unsafe sizes.pointee.size); set it to \(known)")
    }
    unsafe sizes.pointee.states = model.stateCount
    unsafe sizes.pointee.actions = model.actionCount
    unsafe sizes.pointee.outcomes = model.outcomes.count
  }
}

@c @implementation
public func diorama_model(
  _ env: diorama_env, _ convention: UnsafePointer<CChar>?,
  _ out: UnsafePointer<diorama_model_buffers>?
) -> Int32 {
  with(env) { held in
    let world = try gridworld(held)
    let name = unsafe try text(convention, "convention") ?? RewardConvention.transition.rawValue
    guard let convention = RewardConvention(rawValue: name) else {
      throw OptionError.noSuchChoice(
        "convention", name, known: RewardConvention.allCases.map(\.rawValue))
    }
    let model = try world.model(convention)
    guard let out = unsafe out else { throw Failure.invalid("out is NULL") }
    let known = unsafe MemoryLayout<diorama_model_buffers>.stride
    guard unsafe out.pointee.size >= known else {
      throw Failure.invalid(
        "diorama_model_buffers.size is \(unsafe out.pointee.size); set it to \(known)")
    }
    let to = unsafe out.pointee
    let offsets = unsafe Buffer(to.offsets, to.offsets_count, "offsets")
    let next = unsafe Buffer(to.next_state, to.next_state_count, "next_state")
    let probability = unsafe Buffer(to.probability, to.probability_count, "probability")
    let reward = unsafe Buffer(to.reward, to.reward_count, "reward")
    let start = unsafe Buffer(to.start, to.start_count, "start")
    let terminal = unsafe Buffer(to.terminal, to.terminal_count, "terminal")
    let value = unsafe Buffer(to.terminal_value, to.terminal_value_count, "terminal_value")
    let state = unsafe Buffer(to.state, to.state_count, "state")
    try offsets.checkRoom(model.offsets.count)
    for buffer in [probability, reward] { try buffer.checkRoom(model.outcomes.count) }
    try next.checkRoom(model.outcomes.count)
    for buffer in [start, value] { try buffer.checkRoom(model.stateCount) }
    try terminal.checkRoom(model.stateCount)
    try state.checkRoom(model.stateCount * held.sizes.state)
    offsets.write(model.offsets.map { Int64($0) })
    next.write(model.outcomes.map { Int64($0.state) })
    probability.write(model.outcomes.map(\.probability))
    reward.write(model.outcomes.map(\.reward))
    start.write(model.starts)
    terminal.write(model.isTerminal.map { $0 ? 1 : 0 })
    value.write(model.terminalValues)
    if state.isWanted { state.write(world.features.flatMap { $0 }) }
  }
}

@c @implementation
public func diorama_model_names(
  _ env: diorama_env, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in
    let model = try gridworld(held).model
    let names = JSONValue.object([
      "states": Description.texts(model.stateNames),
      "actions": Description.texts(model.actionNames),
    ])
    unsafe try give(names.description, to: text, capacity, length)
  }
}

private func gridworld(_ held: HeldEnvironment) throws -> Gridworld {
  guard let world = held.recipe.gridworld else {
    throw GridworldError.noGrid("\(held.environment.id)", known: EnvironmentSuite.gridworldNames)
  }
  return world
}
