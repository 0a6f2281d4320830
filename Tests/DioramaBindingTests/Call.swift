// SPDX-License-Identifier: Apache-2.0

import CDiorama
import DioramaBinding
import Testing

/// What a test knows of a failed call.
struct CallError: Error, CustomStringConvertible {
  let status: Int
  let description: String
}

/// Calls of the C ABI, as a test writes them.
enum Call {
  /// Fails unless `status` is OK.
  static func ok(_ status: Int32) throws {
    guard status != DIORAMA_OK else { return }
    throw CallError(status: Int(status), description: lastError)
  }

  /// The text of this thread's last failure.
  static var lastError: String { String(cString: diorama_last_error()) }

  static func make(_ id: String?, _ options: String? = nil) throws -> diorama_env {
    var env: diorama_env = 0
    try ok(diorama_make(id, options, &env))
    return env
  }

  static func makeVector(
    _ id: String?, _ count: Int, _ workers: Int = 1, _ options: String? = nil
  ) throws -> diorama_vector {
    var vector: diorama_vector = 0
    try ok(diorama_make_vector(id, count, workers, options, &vector))
    return vector
  }

  static func size(_ env: diorama_env, _ what: Int) throws -> Int {
    var count = 0
    try ok(diorama_size(env, Int32(what), &count))
    return count
  }

  /// Reads a text of unknown length.
  static func text(
    _ call: (UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<Int>?) -> Int32
  ) throws -> String {
    var length = 0
    try ok(call(nil, 0, &length))
    var bytes = [CChar](repeating: 1, count: length + 1)
    try ok(call(&bytes, bytes.count, &length))
    return String(decoding: bytes.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Arrays for all that a call writes.
final class Arrays {
  var buffers = diorama_buffers()
  let state: UnsafeMutableBufferPointer<Float>
  let pixels: UnsafeMutableBufferPointer<UInt8>
  let achieved: UnsafeMutableBufferPointer<Float>
  let desired: UnsafeMutableBufferPointer<Float>
  let reward: UnsafeMutableBufferPointer<Double>
  let terminated: UnsafeMutableBufferPointer<UInt8>
  let truncated: UnsafeMutableBufferPointer<UInt8>
  let metrics: UnsafeMutableBufferPointer<Double>

  /// Makes arrays with room for `count` rows of what `env` observes.
  init(
    _ env: diorama_env, count: Int = 1, state hasState: Bool = true, pixels hasPixels: Bool = false
  )
    throws
  {
    func made<Element>(_ size: Int, _ zero: Element) -> UnsafeMutableBufferPointer<Element> {
      let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: size * count)
      buffer.initialize(repeating: zero)
      return buffer
    }
    state = made(hasState ? try Call.size(env, DIORAMA_STATE_COUNT) : 0, 0)
    pixels = made(hasPixels ? try Call.size(env, DIORAMA_PIXEL_COUNT) : 0, 0)
    achieved = made(try Call.size(env, DIORAMA_GOAL_COUNT), 0)
    desired = made(try Call.size(env, DIORAMA_GOAL_COUNT), 0)
    reward = made(1, 0)
    terminated = made(1, 0)
    truncated = made(1, 0)
    metrics = made(try Call.size(env, DIORAMA_METRIC_COUNT), 0)
    buffers.size = MemoryLayout<diorama_buffers>.stride
    if !state.isEmpty { buffers.state = state.baseAddress }
    if !pixels.isEmpty { buffers.pixels = pixels.baseAddress }
    if !achieved.isEmpty {
      buffers.achieved_goal = achieved.baseAddress
      buffers.desired_goal = desired.baseAddress
    }
    buffers.reward = reward.baseAddress
    buffers.terminated = terminated.baseAddress
    buffers.truncated = truncated.baseAddress
    buffers.metrics = metrics.baseAddress
    buffers.state_count = state.count
    buffers.pixels_count = pixels.count
    buffers.achieved_goal_count = achieved.count
    buffers.desired_goal_count = desired.count
    buffers.reward_count = reward.count
    buffers.terminated_count = terminated.count
    buffers.truncated_count = truncated.count
    buffers.metrics_count = metrics.count
  }

  deinit {
    state.deallocate()
    pixels.deallocate()
    achieved.deallocate()
    desired.deallocate()
    reward.deallocate()
    terminated.deallocate()
    truncated.deallocate()
    metrics.deallocate()
  }
}
