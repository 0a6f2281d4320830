// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// The triangles of a binary STL file: a header of 80 bytes, the number of triangles, and 50 bytes for each.
///
/// Corners at the same position share a vertex, with the mean normal of the triangles around it, weighted by
/// their area; the file's own normals are ignored, as in MuJoCo.
struct STLFile {
  private let path: String
  private(set) var mesh = Mesh(
    name: "", positions: [], normals: [], textureCoordinates: [], indices: [])

  /// Reads `bytes`, the content of the file at `path`.
  ///
  /// - Throws: ``SceneError`` if it is not a binary STL file or beyond the limits.
  init(_ bytes: [UInt8], path: String) throws(SceneError) {
    self.path = path
    let count = bytes.count >= 84 ? Int(Self.word(bytes, 80)) : 0
    guard bytes.count == 84 + 50 * count else {
      throw error(.notBinary(bytes: bytes.count, triangles: count))
    }
    guard count > 0 else { throw error(.noTriangles) }
    if count > OBJFile.triangleLimit {
      throw error(.tooManyTriangles(limit: OBJFile.triangleLimit))
    }
    var vertices: [SIMD3<Float>: UInt32] = [:]
    mesh.indices.reserveCapacity(3 * count)
    for triangle in 0..<count {
      for corner in 0..<3 {
        let position = try position(bytes, 84 + 50 * triangle + 12 + 12 * corner)
        let next = UInt32(mesh.positions.count)
        if let known = vertices[position] {
          mesh.indices.append(known)
        } else {
          vertices[position] = next
          mesh.positions.append(position)
          mesh.indices.append(next)
        }
      }
    }
    if mesh.positions.count < 4 { throw error(.tooFewVertices(mesh.positions.count)) }
    mesh.textureCoordinates = Array(repeating: .zero, count: mesh.positions.count)
    mesh.fillNormals()
  }

  private func error(_ fault: MeshFault) -> SceneError {
    .mesh(SceneLocation(file: path, line: 1), fault)
  }

  /// Returns the word of the four bytes at `place`, the lowest first.
  private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
  }

  private func position(_ bytes: [UInt8], _ place: Int) throws(SceneError) -> SIMD3<Float> {
    var position = SIMD3<Float>.zero
    for axis in 0..<3 {
      let value = Float(bitPattern: Self.word(bytes, place + 4 * axis))
      guard abs(value) <= Float(ValueKind.reach) else {  // false for nan too
        throw error(.outOfBounds(keyword: "vertex", text: "\(value)", limit: ValueKind.reach))
      }
      position[axis] = value
    }
    return position
  }
}
