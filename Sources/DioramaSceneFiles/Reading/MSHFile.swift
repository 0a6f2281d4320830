// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// The triangles of a binary MSH file, MuJoCo's own format of old.
///
/// It begins with four numbers of 32 bits: of vertices, normals, texture coordinates and triangles. Then come the
/// positions (three floats each), normals (three), texture coordinates (two) and triangles (three indices).
struct MSHFile {
  private(set) var mesh = Mesh(
    name: "", positions: [], normals: [], textureCoordinates: [], indices: [])

  /// Reads `bytes`, the content of the file at `path`.
  ///
  /// - Throws: ``SceneError`` if it is not an MSH file or beyond the limits.
  init(_ bytes: [UInt8], path: String) throws(SceneError) {
    func error(_ fault: MeshFault) -> SceneError {
      .mesh(SceneLocation(file: path, line: 1), fault)
    }
    func word(_ place: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    let counts = bytes.count >= 16 ? (0..<4).map { Int(word(4 * $0)) } : [0, 0, 0, 0]
    let (vertices, triangles) = (counts[0], counts[3])
    let isWhole =
      bytes.count >= 16 && counts.allSatisfy { $0 < 1 << 28 }
      && bytes.count
        == 16 + 12 * (vertices + counts[1] + triangles) + 8 * counts[2]
      && [0, vertices].contains(counts[1]) && [0, vertices].contains(counts[2])
    guard isWhole else { throw error(.notMSH(bytes: bytes.count)) }
    guard triangles > 0 else { throw error(.noTriangles) }
    if triangles > OBJFile.triangleLimit {
      throw error(.tooManyTriangles(limit: OBJFile.triangleLimit))
    }
    if vertices < 4 { throw error(.tooFewVertices(vertices)) }
    var place = 16
    func number() throws(SceneError) -> Float {
      let value = Float(bitPattern: word(place))
      guard abs(value) <= Float(ValueKind.reach) else {  // false for nan too
        throw error(.outOfBounds(keyword: "vertex", text: "\(value)", limit: ValueKind.reach))
      }
      place += 4
      return value
    }
    for _ in 0..<vertices {
      mesh.positions.append(SIMD3(try number(), try number(), try number()))
    }
    for _ in 0..<counts[1] {
      mesh.normals.append(SIMD3(try number(), try number(), try number()))
    }
    for _ in 0..<counts[2] {
      // its origin is at the upper left
      mesh.textureCoordinates.append(SIMD2(try number(), 1 - (try number())))
    }
    for _ in 0..<3 * triangles {
      let index = word(place)
      guard index < vertices else { throw error(.notMSH(bytes: bytes.count)) }
      mesh.indices.append(index)
      place += 4
    }
    if counts[2] == 0 {
      mesh.textureCoordinates = Array(repeating: .zero, count: vertices)
    }
    if counts[1] == 0 { mesh.fillNormals() }
  }
}
