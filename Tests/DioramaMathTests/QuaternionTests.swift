// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct QuaternionTests {
  /// A few roundings of numbers near 1.
  static let rounding = 1e-15
  static let half = 0.5.squareRoot()

  static let samples = [
    Quaternion.identity,
    Quaternion(angle: 0.3, axis: Vector3(1, 2, 3)),
    Quaternion(angle: 3, axis: Vector3(-1, 0.2, 0.5)),
    Quaternion(angle: .pi, axis: .unitY),
    Quaternion(angle: -2, axis: Vector3(0, 1, -1)),
  ]

  @Test func `a quarter turn about z takes x to y`() {
    let quarter = Quaternion(angle: .pi / 2, axis: Vector3(0, 0, 2))
    expectEqual(quarter, Quaternion(w: Self.half, x: 0, y: 0, z: Self.half))
    expectEqual(quarter.rotate(.unitX), .unitY)
    expectEqual(quarter.rotate(.unitY), -.unitX)
    expectEqual(quarter.rotate(.unitZ), .unitZ)
  }

  @Test func `a third of a turn about the diagonal permutes the axes`() {
    let third = Quaternion(angle: 2 * .pi / 3, axis: Vector3(1, 1, 1))
    expectEqual(third, Quaternion(w: 0.5, x: 0.5, y: 0.5, z: 0.5))
    expectEqual(third.rotate(Vector3(1, 2, 3)), Vector3(3, 1, 2))
  }

  @Test func `the product is Hamilton's`() {
    let i = Quaternion(w: 0, x: 1, y: 0, z: 0)
    let j = Quaternion(w: 0, x: 0, y: 1, z: 0)
    let k = Quaternion(w: 0, x: 0, y: 0, z: 1)
    #expect(i * j == k)
    #expect(j * k == i)
    #expect(k * i == j)
    #expect(j * i == Quaternion(w: 0, x: 0, y: 0, z: -1))
    // (1 + 2i + 3j + 4k)(5 + 6i + 7j + 8k) by hand
    let left = Quaternion(w: 1, x: 2, y: 3, z: 4)
    let right = Quaternion(w: 5, x: 6, y: 7, z: 8)
    #expect(left * right == Quaternion(w: -60, x: 12, y: 30, z: 24))
  }

  @Test(arguments: samples, samples)
  func `a product applies its right factor first`(left: Quaternion, right: Quaternion) {
    let vector = Vector3(0.3, -0.7, 0.6)
    expectEqual((left * right).rotate(vector), left.rotate(right.rotate(vector)))
  }

  @Test(arguments: samples)
  func `the conjugate turns back`(rotation: Quaternion) {
    let vector = Vector3(0.3, -0.7, 0.6)
    expectEqual(rotation.conjugate.rotate(rotation.rotate(vector)), vector)
    expectEqual(rotation * rotation.conjugate, .identity)
  }

  @Test func `normalising keeps the direction, and makes nothing the identity`() {
    let quaternion = Quaternion(w: 1, x: -1, y: 1, z: -1)
    #expect(quaternion.normalized == Quaternion(w: 0.5, x: -0.5, y: 0.5, z: -0.5))
    #expect(Quaternion(w: 0, x: 0, y: 0, z: 0).normalized == .identity)
  }

  @Test(arguments: [Double.nan, .infinity])
  func `one number that is not finite is enough`(value: Double) {
    #expect(Quaternion.identity.isFinite)
    #expect(!Quaternion(w: value, x: 0, y: 0, z: 0).isFinite)
    #expect(!Quaternion(w: 1, x: value, y: 0, z: 0).isFinite)
    #expect(!Quaternion(w: 1, x: 0, y: value, z: 0).isFinite)
    #expect(!Quaternion(w: 1, x: 0, y: 0, z: value).isFinite)
  }
}

/// Expects two rotations to agree up to a few roundings of numbers near 1.
func expectEqual(
  _ a: Quaternion, _ b: Quaternion, sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = max(abs(a.w - b.w), abs(a.x - b.x), abs(a.y - b.y), abs(a.z - b.z))
  #expect(
    difference <= QuaternionTests.rounding, "\(a) is not \(b)", sourceLocation: sourceLocation)
}

/// Expects two vectors to agree up to a few roundings of numbers near 1.
func expectEqual(
  _ a: Vector3, _ b: Vector3, sourceLocation: SourceLocation = #_sourceLocation
) {
  // the longest vectors here have length 4
  #expect(
    (a - b).length <= 4 * QuaternionTests.rounding, "\(a) is not \(b)",
    sourceLocation: sourceLocation)
}
