// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// A fault in a mesh file.
public enum MeshFault: Hashable, Sendable {
  case notNumber(keyword: String, text: String)
  case tooFewNumbers(keyword: String, count: Int, expected: Int)
  case outOfBounds(keyword: String, text: String, limit: Double)
  case brokenCorner(String)
  case missingVertex(kind: String, index: Int, count: Int)
  case tooFewCorners(Int)
  case tooManyVertices(limit: Int)
  case tooManyTriangles(limit: Int)
  case noFaces
  case tooFewVertices(Int)
  case notUTF8
  case notBinary(bytes: Int, triangles: Int)
  case notMSH(bytes: Int)
  case noTriangles

  var message: String {
    switch self {
    case .notNumber(let keyword, let text): "'\(keyword)' has '\(text)' where a number is needed"
    case .tooFewNumbers(let keyword, let count, let expected):
      "'\(keyword)' has \(counted(count, "number")); it needs \(expected)"
    case .outOfBounds(let keyword, let text, let limit):
      "'\(keyword)' has '\(text)'; numbers must lie within ±\(limit)"
    case .brokenCorner(let text):
      "'\(text)' is not a corner of a face; write v, v/vt, v//vn or v/vt/vn"
    case .missingVertex(let kind, let index, let count):
      "the face names '\(kind)' number \(index), but there \(count == 1 ? "is" : "are") \(count)"
        + " so far"
    case .tooFewCorners(let count): "the face has \(counted(count, "corner")); it needs 3"
    case .tooManyVertices(let limit): "the mesh has more than \(limit) vertices; simplify it"
    case .tooManyTriangles(let limit): "the mesh has more than \(limit) triangles; simplify it"
    case .noFaces: "the mesh has no faces; export it with 'f' lines"
    case .tooFewVertices(let count):
      "the mesh has \(counted(count, "vertex")); MuJoCo needs 4"
    case .notUTF8: "the mesh is not text; convert it to OBJ"
    case .notMSH(let bytes):
      "the \(bytes) bytes are not an MSH file, by the numbers at its beginning; convert the mesh to OBJ"
    case .notBinary(let bytes, let triangles):
      "the file has \(bytes) bytes, a binary STL of \(counted(triangles, "triangle"))"
        + " \(84 + 50 * triangles); export it as binary STL, or as OBJ"
    case .noTriangles: "the mesh has no triangles; export it again"
    }
  }
}
