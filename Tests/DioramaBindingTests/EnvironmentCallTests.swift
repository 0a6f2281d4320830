// SPDX-License-Identifier: Apache-2.0

import CDiorama
import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite("An environment in C", .slow)
struct EnvironmentCallTests {
  static let ids = EnvironmentSuite.catalog.entries.map(\.id.description)

  @Test func `has the header's version`() {
    #expect(diorama_abi_version() == UInt32(DIORAMA_ABI_VERSION))
  }

  @Test func `is in the catalogue, with its spaces`() throws {
    var count = 0
    try Call.ok(diorama_catalog_count(&count))
    let ids = try (0..<count).map { index in
      var id: UnsafePointer<CChar>?
      try Call.ok(diorama_catalog_id(index, &id))
      return id.map { String(cString: $0) } ?? ""
    }
    #expect(ids == Self.ids)
    let text = try Call.text { diorama_catalog_json($0, $1, $2) }
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    #expect(objects.map { $0["id"] as? String } == ids)
    for (object, entry) in zip(objects, EnvironmentSuite.catalog.entries) {
      #expect(object["horizon"] as? Int == entry.horizon)
      #expect((object["cameras"] as? [String])?.isEmpty == false)
      #expect((object["metrics"] as? [String])?.first == "success")
      let elements = try #require(object["state"] as? [[String: Any]])
      let parts = (object["observation_space"] as? [String: Any])?["spaces"] as? [String: Any]
      let space = (parts?["observation"] ?? object["observation_space"]) as? [String: Any]
      #expect(space?["shape"] as? [Int] == [elements.count])
      #expect(space?["dtype"] as? String == "float32")
    }
  }

  @Test(arguments: ids)
  func `does what it does in Swift, bit for bit`(id: String) throws {
    let options = #"{"observation": "both", "width": 32, "height": 24, "horizon": 12}"#
    let env = try Call.make(id, options)
    defer { diorama_close(env) }
    let single = try EnvironmentSuite.catalog.make(
      id,
      EnvironmentOptions(observation: .both, view: View(width: 32, height: 24), horizon: 12))
    let arrays = try Arrays(env, pixels: true)
    var stream = RandomStream("test", seed: 2)
    var (expected, actual) = (TrajectoryHash(), TrajectoryHash())

    try Call.ok(diorama_reset(env, 3, &arrays.buffers))
    expected.combine(try single.reset(seed: 3))
    actual.combine(arrays.observation)
    while true {
      let action = single.actionSpace.sample(from: &stream)
      switch action {
      case .vector(let numbers):
        try Call.ok(diorama_step(env, numbers, numbers.count, &arrays.buffers))
      case .index(let choice):
        try Call.ok(diorama_step_choice(env, Int64(choice), &arrays.buffers))
      }
      let step = try single.step(action)
      expected.combine(step)
      actual.combine(arrays.step)
      #expect(Array(arrays.metrics) == single.metrics.values)
      if step.ending != nil { break }
    }
    #expect(actual == expected)
    let zeros = [Float](repeating: 0, count: 8)
    let count = try Call.size(env, DIORAMA_ACTION_COUNT)
    let status =
      count > 0
      ? diorama_step(env, zeros, count, nil) : diorama_step_choice(env, 0, nil)
    #expect(status == DIORAMA_EPISODE_OVER)
  }

  @Test func `goes on from a snapshot with the same bits, in another environment too`() throws {
    let first = try Call.make("Pushing-v1")
    let second = try Call.make("Pushing-v1")
    let other = try Call.make("Bookshelf-v1")
    defer { for env in [first, second, other] { diorama_close(env) } }
    try Call.ok(diorama_reset(first, 5, nil))
    for _ in 0..<9 { try Call.ok(diorama_step(first, [1, 0.2], 2, nil)) }
    var count = 0
    try Call.ok(diorama_save(first, nil, 0, &count))
    var words = [UInt64](repeating: 0, count: count)
    #expect(diorama_save(first, &words, count - 1, nil) == DIORAMA_BUFFER_TOO_SHORT)
    try Call.ok(diorama_save(first, &words, count, &count))
    let (a, b) = (try Arrays(first), try Arrays(second))
    try Call.ok(diorama_restore(second, words, count, &b.buffers))
    for _ in 0..<9 {
      try Call.ok(diorama_step(first, [1, -0.2], 2, &a.buffers))
      try Call.ok(diorama_step(second, [1, -0.2], 2, &b.buffers))
      #expect(a.step == b.step)
    }
    #expect(diorama_restore(other, words, count, nil) == DIORAMA_BAD_SNAPSHOT)
    #expect(diorama_restore(second, words, count - 1, nil) == DIORAMA_BAD_SNAPSHOT)
    #expect(diorama_restore(second, words, 0, nil) == DIORAMA_BAD_SNAPSHOT)
  }

  @Test func `draws through every camera what Swift draws`() throws {
    let env = try Call.make("Draping-v1")
    defer { diorama_close(env) }
    let single = try EnvironmentSuite.catalog.make("Draping-v1")
    try Call.ok(diorama_reset(env, 1, nil))
    _ = try single.reset(seed: 1)
    var pixels = [UInt8](repeating: 0, count: 40 * 30 * 3)
    var depth = [Float](repeating: 0, count: 40 * 30)
    var bodies = [Int32](repeating: 0, count: 40 * 30)
    for camera in single.cameras {
      let view = View(camera: camera, width: 40, height: 30)
      try Call.ok(diorama_render(env, camera, 40, 30, nil, &pixels, pixels.count))
      try Call.ok(diorama_render_depth(env, camera, 40, 30, &depth, depth.count))
      try Call.ok(diorama_render_segmentation(env, camera, 40, 30, &bodies, bodies.count))
      #expect(pixels == (try single.image(view)).samples)
      #expect(depth == (try single.depth(view)).samples)
      #expect(bodies == (try single.segmentation(view)).samples)
    }
    #expect(try Call.text { diorama_renderer(env, $0, $1, $2) } == single.rendererName())
  }
}

extension Arrays {
  /// What was written, as Swift says it.
  var observation: TaskObservation {
    TaskObservation(
      state: Array(state),
      pixels: pixels.isEmpty
        ? nil : Image(width: 32, height: 24, channels: 3, samples: Array(pixels)),
      achievedGoal: Array(achieved), desiredGoal: Array(desired))
  }

  var step: Step<TaskObservation> {
    Step(
      observation: observation, reward: Float(reward[0]),
      ending: terminated[0] != 0 ? .terminated : truncated[0] != 0 ? .truncated : nil)
  }
}
