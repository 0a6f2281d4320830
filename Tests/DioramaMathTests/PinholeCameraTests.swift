// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

@Suite struct PinholeCameraTests {
  /// Two metres above the origin, looking down, 90° high: at a depth of d the picture is 2 d high.
  static let camera = PinholeCamera(
    pose: Pose(Vector3(0, 0, 2)), fieldOfView: .pi / 2, width: 100, height: 50)

  @Test func `what lies straight ahead is in the middle`() throws {
    let pixel = try #require(Self.camera.pixel(of: .zero))
    #expect(abs(pixel.x - 50) < 1e-9 && abs(pixel.y - 25) < 1e-9)
  }

  @Test func `x is to the right, y is up, and what is nearer is farther out`() throws {
    // 25 pixels a metre at a depth of 1 m, 12.5 at 2 m
    let near = try #require(Self.camera.pixel(of: Vector3(1, 0.5, 1)))
    #expect(abs(near.x - 75) < 1e-9 && abs(near.y - 12.5) < 1e-9)
    let far = try #require(Self.camera.pixel(of: Vector3(1, 0.5, 0)))
    #expect(abs(far.x - 62.5) < 1e-9 && abs(far.y - 18.75) < 1e-9)
  }

  @Test func `what lies behind is not seen`() {
    #expect(Self.camera.pixel(of: Vector3(0, 0, 3)) == nil)
  }
}
