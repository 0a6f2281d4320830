// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaMath
internal import DioramaTasks

@c @implementation
public func diorama_make_vector(
  _ id: UnsafePointer<CChar>?, _ count: Int, _ workers: Int, _ options: UnsafePointer<CChar>?,
  _ vector: UnsafeMutablePointer<diorama_vector>?
) -> Int32 {
  status {
    let vector = unsafe try required(vector, "vector")
    let made = unsafe try HeldVector(
      text(id, "id"), count: count, workers: workers, options: text(options, "options") ?? "")
    unsafe vector.pointee = Handles.insert(made)
  }
}

@c @implementation
public func diorama_vector_close(_ vector: diorama_vector) -> Int32 {
  status { try Handles.remove(vector, as: HeldVector.self) { $0.vector.close() } }
}

@c @implementation
public func diorama_vector_describe(
  _ vector: diorama_vector, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(vector: vector) { held in unsafe try give(held.description, to: text, capacity, length) }
}

@c @implementation
public func diorama_vector_size(
  _ vector: diorama_vector, _ what: Int32, _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(vector: vector) { held in
    unsafe try required(count, "count").pointee = try held.sizes.size(what)
  }
}

@c @implementation
public func diorama_vector_reset(
  _ vector: diorama_vector, _ seeds: UnsafePointer<UInt64>?, _ seeds_count: Int,
  _ mask: UnsafePointer<UInt8>?, _ mask_count: Int, _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(vector: vector) { held in
    let outputs = unsafe try Outputs(out)
    try held.check(outputs)
    let count = held.vector.count
    unsafe try checkCount(seeds_count, isThere: seeds != nil, "seeds")
    unsafe try checkCount(mask_count, isThere: mask != nil, "mask")
    let seeds = unsafe seeds == nil ? nil : try array(seeds, seeds_count, count, "seeds")
    let mask = unsafe mask == nil ? nil : try array(mask, mask_count, count, "mask").map { $0 != 0 }
    try held.write(to: outputs, mask: mask) { () throws(VectorError) in
      try held.vector.reset(
        seeds: seeds, mask: mask, wantsMetrics: outputs.now.metrics.isWanted)
    }
  }
}

@c @implementation
public func diorama_vector_step(
  _ vector: diorama_vector, _ actions: UnsafePointer<Float>?, _ count: Int,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(vector: vector) { held in
    let size = held.sizes.action
    guard size > 0 else {
      throw Failure.invalid("its actions are discrete; call diorama_vector_step_choice")
    }
    let actions = unsafe try array(actions, count, held.vector.count * size, "actions")
    try step(held, unsafe Outputs(out)) { (wantsMetrics) throws(VectorError) in
      try held.vector.step(actions, wantsMetrics: wantsMetrics)
    }
  }
}

@c @implementation
public func diorama_vector_step_choice(
  _ vector: diorama_vector, _ choices: UnsafePointer<Int64>?, _ count: Int,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(vector: vector) { held in
    guard held.sizes.choices > 0 else {
      throw Failure.invalid("its actions are continuous; call diorama_vector_step")
    }
    let choices = unsafe try array(choices, count, held.vector.count, "choices")
    try step(held, unsafe Outputs(out)) { (wantsMetrics) throws(VectorError) in
      try held.vector.step(choices, wantsMetrics: wantsMetrics)
    }
  }
}

@c @implementation
public func diorama_vector_expert(
  _ vector: diorama_vector, _ actions: UnsafeMutablePointer<Float>?, _ count: Int
) -> Int32 {
  with(vector: vector) { held in
    let needed = held.vector.count * held.sizes.action
    let buffer = unsafe Buffer(actions, count, "actions")
    guard needed > 0 else {
      throw Failure.invalid("its actions are discrete; call diorama_vector_expert_choice")
    }
    try buffer.require(needed)
    try held.vector.askExpert()
    buffer.copy(0..<needed, of: held.vector.rows.action)
  }
}

@c @implementation
public func diorama_vector_expert_choice(
  _ vector: diorama_vector, _ choices: UnsafeMutablePointer<Int64>?, _ count: Int
) -> Int32 {
  with(vector: vector) { held in
    guard held.sizes.choices > 0 else {
      throw Failure.invalid("its actions are continuous; call diorama_vector_expert")
    }
    let buffer = unsafe Buffer(choices, count, "choices")
    try buffer.require(held.vector.count)
    try held.vector.askExpert()
    buffer.copy(0..<held.vector.count, of: held.vector.rows.choice)
  }
}

@c @implementation
public func diorama_vector_render(
  _ vector: diorama_vector, _ pixels: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> Int32 {
  with(vector: vector) { held in
    let picture = held.vector.picture
    let needed = held.vector.count * picture.width * picture.height * 3
    let buffer = unsafe Buffer(pixels, count, "pixels")
    try buffer.require(needed)
    try held.vector.drawRows()
    buffer.copy(0..<needed, of: held.vector.rows.picture)
  }
}

@c @implementation
public func diorama_worker_main(_ number: Int32) -> Int32 {
  status {
    try Library.prepare()
    try EnvironmentSuite.serveVector(Int(number))
  }
}

private func with(vector: diorama_vector, _ body: (HeldVector) throws -> Void) -> Int32 {
  status { try Handles.with(vector, as: HeldVector.self, body) }
}

private func step(
  _ held: HeldVector, _ outputs: Outputs,
  _ step: (_ wantsMetrics: Bool) throws(VectorError) -> Void
) throws {
  try held.check(outputs)
  let wantsMetrics = outputs.now.metrics.isWanted || outputs.final.metrics.isWanted
  try held.write(to: outputs) { () throws(VectorError) in try step(wantsMetrics) }
}
