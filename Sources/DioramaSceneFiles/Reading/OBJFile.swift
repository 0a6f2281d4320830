// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// The triangles of a Wavefront OBJ file.
///
/// Faces with more than three corners are cut into a fan. Corners with the same position, texture coordinates
/// and normal share a vertex. Groups, materials, lines and curves are skipped.
struct OBJFile {
  static let vertexLimit = 2_000_000
  static let triangleLimit = 2_000_000

  private struct Corner: Hashable {
    var position: Int
    var texture: Int?
    var normal: Int?
  }

  private let path: String
  private var line = 0
  private var filePositions: [SIMD3<Float>] = []
  private var fileNormals: [SIMD3<Float>] = []
  private var fileTextures: [SIMD2<Float>] = []
  private var vertices: [Corner: UInt32] = [:]
  /// The index of each vertex's position in the file, so that normals are smooth across seams.
  private var sources: [Int] = []
  private var hasNormal: [Bool] = []
  private(set) var mesh = Mesh(
    name: "", positions: [], normals: [], textureCoordinates: [], indices: [])

  /// Reads `bytes`, the text of the file at `path`.
  ///
  /// - Throws: ``SceneError`` with the line of the error.
  init(_ bytes: [UInt8], path: String) throws(SceneError) {
    self.path = path
    guard String(validating: bytes, as: UTF8.self) != nil else { throw error(.notUTF8) }
    for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let fields = row.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      guard let first = fields.first, first.first != UInt8(ascii: "#") else { continue }
      try read(String(decoding: first, as: UTF8.self), fields.dropFirst())
    }
    if mesh.indices.isEmpty { throw error(.noFaces) }
    if filePositions.count < 4 { throw error(.tooFewVertices(filePositions.count)) }
    fillNormals()
  }

  private func error(_ fault: MeshFault) -> SceneError {
    .mesh(SceneLocation(file: path, line: max(1, line)), fault)
  }

  private mutating func read(
    _ keyword: String, _ fields: ArraySlice<ArraySlice<UInt8>>
  ) throws(SceneError) {
    switch keyword {
    case "v":
      let n = try numbers(keyword, fields, 3)
      filePositions.append(SIMD3(n[0], n[1], n[2]))
      if filePositions.count > Self.vertexLimit {
        throw error(.tooManyVertices(limit: Self.vertexLimit))
      }
    case "vn":
      let n = try numbers(keyword, fields, 3)
      fileNormals.append(SIMD3(n[0], n[1], n[2]))
    case "vt":
      let n = try numbers(keyword, fields, 2)
      fileTextures.append(SIMD2(n[0], n[1]))
    case "f": try readFace(fields)
    default: break
    }
  }

  private func numbers(
    _ keyword: String, _ fields: ArraySlice<ArraySlice<UInt8>>, _ count: Int
  ) throws(SceneError) -> [Float] {
    guard fields.count >= count else {
      throw error(.tooFewNumbers(keyword: keyword, count: fields.count, expected: count))
    }
    var numbers: [Float] = []
    for field in fields.prefix(count) {
      let text = String(decoding: field, as: UTF8.self)
      guard let value = Float(text) else {
        throw error(.notNumber(keyword: keyword, text: String(text.prefix(24))))
      }
      guard abs(value) <= Float(ValueKind.reach) else {  // false for nan too
        throw error(
          .outOfBounds(keyword: keyword, text: String(text.prefix(24)), limit: ValueKind.reach))
      }
      numbers.append(value)
    }
    return numbers
  }

  private mutating func readFace(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(SceneError) {
    guard fields.count >= 3 else { throw error(.tooFewCorners(fields.count)) }
    var corners: [UInt32] = []
    for field in fields { corners.append(vertex(try corner(field))) }
    for index in 1..<corners.count - 1 {
      mesh.indices += [corners[0], corners[index], corners[index + 1]]
    }
    if mesh.indices.count > 3 * Self.triangleLimit {
      throw error(.tooManyTriangles(limit: Self.triangleLimit))
    }
  }

  private func corner(_ field: ArraySlice<UInt8>) throws(SceneError) -> Corner {
    let parts = field.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let broken = error(.brokenCorner(String(decoding: field.prefix(24), as: UTF8.self)))
    guard parts.count <= 3, let position = Int(parts[0]) else { throw broken }
    var corner = Corner(position: try index(position, "v", filePositions.count))
    if parts.count > 1, !parts[1].isEmpty {
      guard let number = Int(parts[1]) else { throw broken }
      corner.texture = try index(number, "vt", fileTextures.count)
    }
    if parts.count > 2, !parts[2].isEmpty {
      guard let number = Int(parts[2]) else { throw broken }
      corner.normal = try index(number, "vn", fileNormals.count)
    }
    return corner
  }

  /// Returns the place of an index in the file: counted from 1, or back from the latest if it is negative.
  private func index(_ number: Int, _ kind: String, _ count: Int) throws(SceneError) -> Int {
    if number >= 1, number <= count { return number - 1 }
    if number < 0, number >= -count { return count + number }
    throw error(.missingVertex(kind: kind, index: number, count: count))
  }

  private mutating func vertex(_ corner: Corner) -> UInt32 {
    if let known = vertices[corner] { return known }
    let vertex = UInt32(mesh.positions.count)
    vertices[corner] = vertex
    sources.append(corner.position)
    mesh.positions.append(filePositions[corner.position])
    mesh.textureCoordinates.append(corner.texture.map { fileTextures[$0] } ?? .zero)
    let normal = corner.normal.map { fileNormals[$0] } ?? .zero
    let length = (normal * normal).sum().squareRoot()
    hasNormal.append(length > 0)
    mesh.normals.append(length > 0 ? normal / length : .zero)
    return vertex
  }

  /// Gives vertices without a normal the mean of the triangles around them, weighted by their area.
  private mutating func fillNormals() {
    guard hasNormal.contains(false) else { return }
    var sums = Array(repeating: SIMD3<Float>.zero, count: filePositions.count)
    for start in stride(from: 0, to: mesh.indices.count, by: 3) {
      let corners = mesh.indices[start..<start + 3].map { Int($0) }
      let a = mesh.positions[corners[0]]
      let b = mesh.positions[corners[1]] - a
      let c = mesh.positions[corners[2]] - a
      let normal = SIMD3(b.y * c.z - b.z * c.y, b.z * c.x - b.x * c.z, b.x * c.y - b.y * c.x)
      for corner in corners { sums[sources[corner]] += normal }
    }
    for vertex in mesh.normals.indices where !hasNormal[vertex] {
      let sum = sums[sources[vertex]]
      let length = (sum * sum).sum().squareRoot()
      mesh.normals[vertex] = length > 0 ? sum / length : SIMD3(0, 0, 1)
    }
  }
}

extension Mesh {
  /// Scales the mesh along its axes; where that mirrors it, reorders the corners to keep its outside outside.
  mutating func scale(by factors: SIMD3<Float>) {
    for index in positions.indices {
      positions[index] *= factors
      // normals scale inversely
      let normal = normals[index] / factors
      let length = (normal * normal).sum().squareRoot()
      normals[index] = length > 0 ? normal / length : SIMD3(0, 0, 1)
    }
    guard factors.x * factors.y * factors.z < 0 else { return }
    for start in stride(from: 0, to: indices.count, by: 3) { indices.swapAt(start + 1, start + 2) }
  }
}
