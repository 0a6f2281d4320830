// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct Vector3Tests {
  @Test func `the inner product sums the products`() {
    #expect(Vector3(1, 2, 3).dot(Vector3(4, -5, 6)) == 12)
  }

  @Test func `the vector product follows the right-hand rule`() {
    #expect(Vector3.unitX.cross(.unitY) == .unitZ)
    #expect(Vector3.unitY.cross(.unitZ) == .unitX)
    #expect(Vector3.unitZ.cross(.unitX) == .unitY)
    #expect(Vector3(1, 2, 3).cross(Vector3(4, 5, 6)) == Vector3(-3, 6, -3))
  }

  @Test func `the length is Euclid's`() {
    #expect(Vector3(2, 3, 6).length == 7)
    #expect(Vector3(2, -3, 6).normalized == Vector3(2.0 / 7, -3.0 / 7, 6.0 / 7))
    #expect(Vector3.zero.normalized == .zero)
  }

  @Test(arguments: [0, 1, 2], [Double.nan, .infinity, -.infinity])
  func `one number that is not finite is enough`(axis: Int, value: Double) {
    var vector = Vector3(1, 2, 3)
    #expect(vector.isFinite)
    vector[axis] = value
    #expect(!vector.isFinite)
  }

  @Test(arguments: [
    Vector3.unitX, .unitY, .unitZ, -Vector3.unitZ, Vector3(1, 1, 1), Vector3(3, -2, 1e-3),
  ])
  func `a perpendicular is square and of length one`(vector: Vector3) {
    let perpendicular = vector.anyPerpendicular
    // a few roundings of numbers near 1
    #expect(abs(perpendicular.dot(vector)) <= 1e-15)
    #expect(abs(perpendicular.length - 1) <= 1e-15)
    #expect(vector.anyPerpendicular == perpendicular)
  }
}
