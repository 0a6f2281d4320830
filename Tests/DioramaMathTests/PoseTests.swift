// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct PoseTests {
  let outer = Pose(Vector3(1, 2, 3), Quaternion(angle: .pi / 2, axis: .unitZ))
  let inner = Pose(Vector3(0.5, 0, -1), Quaternion(angle: .pi / 2, axis: .unitX))

  @Test func `a point is turned, then moved`() {
    expectEqual(outer.transform(Vector3(1, 0, 0)), Vector3(1, 3, 3))
    #expect(Pose.identity.transform(Vector3(1, 2, 3)) == Vector3(1, 2, 3))
  }

  @Test func `a product stands at its right factor in the frame of the left`() {
    let product = outer * inner
    expectEqual(product.position, Vector3(1, 2.5, 2))
    expectEqual(product.orientation.rotate(.unitX), .unitY)
    expectEqual(product.orientation.rotate(.unitY), .unitZ)
    let point = Vector3(0.2, -0.4, 0.1)
    expectEqual(product.transform(point), outer.transform(inner.transform(point)))
  }

  @Test func `the inverse undoes`() {
    let point = Vector3(0.2, -0.4, 0.1)
    expectEqual(outer.inverse.transform(outer.transform(point)), point)
    let nothing = outer * outer.inverse
    expectEqual(nothing.position, .zero)
    expectEqual(nothing.orientation, .identity)
  }

  @Test func `position and orientation must be finite`() {
    #expect(outer.isFinite)
    #expect(!Pose(Vector3(0, .nan, 0)).isFinite)
    #expect(!Pose(.zero, Quaternion(w: .infinity, x: 0, y: 0, z: 0)).isFinite)
  }
}
