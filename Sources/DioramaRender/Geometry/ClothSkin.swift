// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// A cloth, seen from both sides: each particle gives two vertices with opposite normals, and each cell two
/// triangles for either side, of which the driver culls those that face away.
struct ClothSkin: SoftSkin {
  let sheet: DrawList.Sheet

  /// The texture spans the cloth.
  var textureCoordinates: [SIMD2<Float>] {
    var side: [SIMD2<Float>] = []
    for i in 0..<sheet.count.x {
      for j in 0..<sheet.count.y {
        side.append(
          SIMD2(Float(j) / Float(sheet.count.y - 1), 1 - Float(i) / Float(sheet.count.x - 1)))
      }
    }
    return side + side
  }

  var triangles: [Int] {
    var triangles: [Int] = []
    let (row, back) = (sheet.count.y, sheet.count.x * sheet.count.y)
    for i in 0..<sheet.count.x - 1 {
      for j in 0..<sheet.count.y - 1 {
        let a = i * row + j
        let b = a + 1
        triangles += [a, a + row, b + row, a, b + row, b]
        triangles += [a, b + row, a + row, a, b, b + row].map { $0 + back }
      }
    }
    return triangles
  }

  func place(_ particles: Span<Vector3>, _ vertex: (Vector3, Vector3) -> Void) {
    for side in [1.0, -1] {
      for i in 0..<sheet.count.x {
        for j in 0..<sheet.count.y {
          vertex(particles[i * sheet.count.y + j], side * normal(i, j, particles))
        }
      }
    }
  }

  /// Returns the normal at a particle, by its neighbours in both directions.
  private func normal(_ i: Int, _ j: Int, _ particles: Span<Vector3>) -> Vector3 {
    func place(_ i: Int, _ j: Int) -> Vector3 { particles[i * sheet.count.y + j] }
    let x = place(min(i + 1, sheet.count.x - 1), j) - place(max(i - 1, 0), j)
    let y = place(i, min(j + 1, sheet.count.y - 1)) - place(i, max(j - 1, 0))
    return x.cross(y).normalized
  }
}
