// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Glibc

/// A cord, drawn as a tube: a ring of vertices around each particle, and a flat cap at either end.
///
/// The rings are carried along the cord without turning about it, so that the tube is not wrung.
struct CordSkin: SoftSkin {
  let sheet: DrawList.Sheet

  /// The vertices of a ring.
  private static let sides = 10

  private var count: Int { sheet.count.x }

  /// The texture's upper edge runs along the cord, its other one around it.
  var textureCoordinates: [SIMD2<Float>] {
    func around(_ side: Int) -> Float { Float(side) / Float(Self.sides) }
    let tube = (0..<count).flatMap { index in
      (0..<Self.sides).map { SIMD2(Float(index) / Float(count - 1), around($0)) }
    }
    let caps = [Float(0), 1].flatMap { end in
      (0...Self.sides).map { SIMD2(end, around($0)) }
    }
    return tube + caps
  }

  var triangles: [Int] {
    let sides = Self.sides
    var triangles: [Int] = []
    for index in 0..<count - 1 {
      for side in 0..<sides {
        let next = (side + 1) % sides
        let (a, b) = (index * sides + side, index * sides + next)
        triangles += [a, b, b + sides, a, b + sides, a + sides]
      }
    }
    // a cap is its ring and the middle
    for (end, first) in [count * sides, count * sides + sides + 1].enumerated() {
      let middle = first + sides
      for side in 0..<sides {
        let (a, b) = (first + side, first + (side + 1) % sides)
        triangles += end == 0 ? [middle, b, a] : [middle, a, b]
      }
    }
    return triangles
  }

  func place(_ particles: Span<Vector3>, _ vertex: (Vector3, Vector3) -> Void) {
    var across = Vector3.zero
    var ends: [(middle: Vector3, ring: [Vector3], normal: Vector3)] = []
    for index in 0..<count {
      let before = particles[max(index - 1, 0)]
      let along = direction(particles[min(index + 1, count - 1)] - before)
      across = perpendicular(to: along, near: across)
      let other = along.cross(across)
      var ring: [Vector3] = []
      for side in 0..<Self.sides {
        let angle = 2 * Double.pi * Double(side) / Double(Self.sides)
        let normal = cos(angle) * across + sin(angle) * other
        ring.append(particles[index] + sheet.radius * normal)
        vertex(ring[side], normal)
      }
      if index == 0 { ends.append((particles[index], ring, -1 * along)) }
      if index == count - 1 { ends.append((particles[index], ring, along)) }
    }
    for end in ends {
      for point in end.ring { vertex(point, end.normal) }
      vertex(end.middle, end.normal)
    }
  }

  private func direction(_ way: Vector3) -> Vector3 {
    let length = way.length
    return length > 1e-12 ? way / length : .unitX
  }

  /// Returns the unit vector perpendicular to `along` that is nearest to `last`.
  private func perpendicular(to along: Vector3, near last: Vector3) -> Vector3 {
    let rest = last - last.dot(along) * along
    guard rest.length < 1e-6 else { return rest.normalized }
    let axis: Vector3 = abs(along.z) < 0.9 ? .unitZ : .unitX
    return along.cross(axis).normalized
  }
}
