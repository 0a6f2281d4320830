// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct QuaternionFormTests {
  static let directions: [Vector3] = [
    .unitX, .unitY, .unitZ, -.unitX, -.unitY, -.unitZ, Vector3(1, 1, 1).normalized,
    Vector3(-1, 2, -0.5).normalized,
  ]

  @Test(arguments: directions, directions)
  func `the shortest rotation takes one direction to the other`(from: Vector3, to: Vector3) {
    // opposite directions are among them
    let rotation = Quaternion(from: 3 * from, to: 0.2 * to)
    expectEqual(rotation.rotate(from), to)
    #expect(abs(rotation.conjugate.rotate(to).dot(from) - 1) <= 1e-15)
    // the shortest one leaves what is square to both where it is
    let axis = from.cross(to)
    if axis.length > 1e-9 { expectEqual(rotation.rotate(axis), axis) }
  }

  @Test(arguments: [
    // one rotation for each of the four candidates that may be the largest
    Quaternion(angle: 0.4, axis: Vector3(1, -2, 3)),
    Quaternion(angle: 3, axis: Vector3(5, 1, -1)),
    Quaternion(angle: 3, axis: Vector3(1, -5, 1)),
    Quaternion(angle: 3, axis: Vector3(-1, 1, 5)),
    // half turns have w = 0
    Quaternion(w: 0, x: 1, y: 0, z: 0), Quaternion(w: 0, x: 0, y: 1, z: 0),
    Quaternion(w: 0, x: 0, y: 0, z: 1), .identity,
  ])
  func `the columns of the matrix give the rotation back`(rotation: Quaternion) {
    let columns = [Vector3.unitX, .unitY, .unitZ].map(rotation.rotate)
    let back = Quaternion(columns: columns[0], columns[1], columns[2])
    // a quaternion and its negative are one rotation
    let dot = back.w * rotation.w + back.x * rotation.x + back.y * rotation.y + back.z * rotation.z
    let sign: Double = dot < 0 ? -1 : 1
    expectEqual(
      back,
      Quaternion(
        w: sign * rotation.w, x: sign * rotation.x, y: sign * rotation.y, z: sign * rotation.z))
  }

  @Test(arguments: [
    Vector3(0.1, -0.2, 0.3), Vector3(3, 0, 0), Vector3(0, -3.1, 0), Vector3(1e-9, 2e-9, 0), .zero,
  ])
  func `a rotation vector comes back`(vector: Vector3) {
    expectEqual(Quaternion(rotationVector: vector).rotationVector, vector)
  }

  @Test func `the angle of a rotation vector is the short one`() {
    // 5 rad about z is 2π - 5 rad about -z
    let back = Quaternion(rotationVector: Vector3(0, 0, 5)).rotationVector
    expectEqual(back, Vector3(0, 0, 5 - 2 * .pi))
  }

  @Test(arguments: [0, 0.5, -0.5, 3, -3])
  func `the heading is what was turned by`(yaw: Double) {
    #expect(abs(Quaternion(yaw: yaw).yaw - yaw) <= 1e-15)
    // leaning forwards about the turned y axis keeps the heading
    let leaning = Quaternion(yaw: yaw) * Quaternion(angle: 0.4, axis: .unitY)
    #expect(abs(leaning.yaw - yaw) <= 1e-15)
    expectEqual(Quaternion(yaw: yaw), Quaternion(angle: yaw, axis: .unitZ))
  }
}
