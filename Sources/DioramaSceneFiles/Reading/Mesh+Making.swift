// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import Foundation

extension Mesh {
  /// Sets each normal to the mean of the triangles around the vertex, weighted by their area.
  mutating func fillNormals() {
    var sums = Array(repeating: SIMD3<Float>.zero, count: positions.count)
    for start in stride(from: 0, to: indices.count, by: 3) {
      let corners = (0..<3).map { Int(indices[start + $0]) }
      let a = positions[corners[0]]
      let b = positions[corners[1]] - a
      let c = positions[corners[2]] - a
      let normal = SIMD3(b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
      for corner in corners { sums[corner] += normal }
    }
    normals = sums.map { sum in
      let length = (sum * sum).sum().squareRoot()
      return length > 0 && length.isFinite ? sum / length : SIMD3(0, 0, 1)
    }
  }

  /// Makes an ellipsoid of 320 triangles, with the volume of the exact one.
  ///
  /// - Parameters:
  ///   - radii: Its half axes [m].
  ///   - name: The mesh's name.
  /// - Returns: The mesh.
  static func ellipsoid(radii: SIMD3<Double>, name: String) -> Mesh {
    var sphere = Mesh.icosahedron
    for _ in 0..<2 { sphere = sphere.subdivided }
    let volume = stride(from: 0, to: sphere.indices.count, by: 3).reduce(0.0) { volume, start in
      let corners = (0..<3).map { SIMD3<Double>(sphere.points[Int(sphere.indices[start + $0])]) }
      let (a, b, c) = (corners[0], corners[1], corners[2])
      let cross = SIMD3(b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
      return volume + (a * cross).sum() / 6
    }
    let scale = pow(4 / 3 * Double.pi / volume, 1 / 3.0)
    return Mesh(
      name: name, positions: sphere.points.map { SIMD3<Float>(scale * radii * $0) },
      normals: sphere.points.map { point in
        let normal = point / radii
        return SIMD3<Float>(normal / (normal * normal).sum().squareRoot())
      }, textureCoordinates: Array(repeating: .zero, count: sphere.points.count),
      indices: sphere.indices)
  }

  private static var icosahedron: SpherePolyhedron {
    let t = (1 + 5.squareRoot()) / 2
    let points: [SIMD3<Double>] = [
      [-1, t, 0], [1, t, 0], [-1, -t, 0], [1, -t, 0], [0, -1, t], [0, 1, t], [0, -1, -t],
      [0, 1, -t], [t, 0, -1], [t, 0, 1], [-t, 0, -1], [-t, 0, 1],
    ]
    return SpherePolyhedron(
      points: points.map { $0 / ($0 * $0).sum().squareRoot() },
      indices: [
        0, 11, 5, 0, 5, 1, 0, 1, 7, 0, 7, 10, 0, 10, 11, 1, 5, 9, 5, 11, 4, 11, 10, 2, 10, 7, 6, 7,
        1,
        8, 3, 9, 4, 3, 4, 2, 3, 2, 6, 3, 6, 8, 3, 8, 9, 4, 9, 5, 2, 4, 11, 6, 2, 10, 8, 6, 7, 9, 8,
        1,
      ])
  }
}

/// The corners of a polyhedron on the unit sphere, and its triangles.
private struct SpherePolyhedron {
  var points: [SIMD3<Double>]
  var indices: [UInt32]

  /// The same with each triangle cut into four.
  var subdivided: SpherePolyhedron {
    var finer = SpherePolyhedron(points: points, indices: [])
    var middles: [SIMD2<UInt32>: UInt32] = [:]
    func middle(_ a: UInt32, _ b: UInt32) -> UInt32 {
      let edge = SIMD2(min(a, b), max(a, b))
      if let known = middles[edge] { return known }
      let sum = points[Int(a)] + points[Int(b)]
      finer.points.append(sum / (sum * sum).sum().squareRoot())
      middles[edge] = UInt32(finer.points.count - 1)
      return UInt32(finer.points.count - 1)
    }
    for start in stride(from: 0, to: indices.count, by: 3) {
      let (a, b, c) = (indices[start], indices[start + 1], indices[start + 2])
      let (ab, bc, ca) = (middle(a, b), middle(b, c), middle(c, a))
      finer.indices += [a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca]
    }
    return finer
  }
}
