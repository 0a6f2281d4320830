// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

@Suite struct HandTests {
  /// The camera's arithmetic against the renderer's: what is drawn at the hand's pixel is as far away as the
  /// hand, but for its size, or hides it.
  @Test(
    arguments: [
      "Pushing-v1", "Draping-v1", "Bookshelf-v1", "Door-v1", "PushT-v1", "Reaching-v1",
      "ArmPushing-v1",
    ],
    ["side", "front"])
  func `the hand is seen where its camera says`(id: String, camera: String) throws {
    let environment = try EnvironmentSuite.catalog.make(id)
    _ = try environment.reset(seed: 3)
    let view = View(camera: camera, width: 160, height: 120)
    let eye = try #require(environment.camera(view))
    let hand = try #require(environment.hand)
    let pixel = try #require(eye.pixel(of: hand))
    let depth = try environment.depth(view)
    let seen = Double(depth[column: Int(pixel.x), row: Int(pixel.y)])
    let distance = -eye.pose.inverse.transform(hand).z
    #expect(seen < distance + 0.1 && seen > distance - 0.3, "\(seen) m for \(distance) m")
  }

  @Test func `where nothing acts there is no hand`() throws {
    #expect(try EnvironmentSuite.catalog.make("Pendulum-v1").hand == nil)
  }
}
