// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Glibc

/// Indexed triangles under construction, in the frame of one shape.
struct Triangles {
  struct Vertex {
    /// The position in the shape's frame [m].
    var position: SIMD3<Float>
    /// The unit normal.
    var normal: SIMD3<Float>
    /// The texture coordinates.
    var coordinates: SIMD2<Float>
  }

  var vertices: [Vertex] = []
  /// The indices of the vertices, three a triangle, counter-clockwise seen from outside.
  var indices: [UInt32] = []

  /// Adds a vertex and returns its index.
  @discardableResult
  mutating func add(
    _ position: SIMD3<Float>, normal: SIMD3<Float>, coordinates: SIMD2<Float> = .zero
  ) -> UInt32 {
    vertices.append(Vertex(position: position, normal: normal, coordinates: coordinates))
    return UInt32(vertices.count - 1)
  }

  mutating func addTriangle(_ a: UInt32, _ b: UInt32, _ c: UInt32) {
    indices.append(a)
    indices.append(b)
    indices.append(c)
  }

  /// Adds the quadrilateral with the corners in counter-clockwise order.
  mutating func addQuad(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
    addTriangle(a, b, c)
    addTriangle(a, c, d)
  }
}

extension Triangles {
  /// A ball around all vertices, centred on their bounding box.
  var ball: (center: Vector3, radius: Double) {
    guard var low = vertices.first?.position else { return (.zero, 0) }
    var high = low
    for vertex in vertices {
      low = pointwiseMin(low, vertex.position)
      high = pointwiseMax(high, vertex.position)
    }
    let center = Vector3(low + high) / 2
    return (center, vertices.map { (Vector3($0.position) - center).length }.max() ?? 0)
  }
}

/// The level of detail of round shapes: the cost of software rendering grows with the vertices.
enum Detail: Int, Hashable, Comparable {
  /// For shadows in small images only.
  case crude
  case coarse, low, medium, high

  /// Makes the level of detail for an image that is `height` samples high.
  init(height: Int) {
    self = height <= 64 ? .coarse : height <= 200 ? .low : height <= 1000 ? .medium : .high
  }

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// The level of detail for the shadows of such an image.
  var ofShadows: Detail {
    isForSmallPictures ? Detail(rawValue: rawValue - 1) ?? .crude : self
  }

  /// Whether a triangle spans only a few pixels, so that shapes may be simplified.
  var isForSmallPictures: Bool { rawValue <= Detail.low.rawValue }

  /// The number of bands of a half sphere.
  var bands: Int { max(1, corners / 4) }

  /// The number of corners of a circle.
  var corners: Int {
    switch self {
    case .crude: 4
    case .coarse: 6
    case .low: 8
    case .medium: 32
    case .high: 48
    }
  }

  /// The factor by which a circle grows so that its polygon keeps its area; 1 for fine ones.
  var widening: Float {
    guard isForSmallPictures else { return 1 }
    let angle = 2 * Float.pi / Float(corners)
    return (angle / sin(angle)).squareRoot()
  }
}

extension DrawList {
  /// Returns the mesh to draw for `id`: in small images the one called `NAME_low`, if there is one.
  func mesh(_ id: MeshID, detail: Detail) -> Mesh {
    let mesh = meshes[id.index]
    guard detail.isForSmallPictures else { return mesh }
    return meshes.first { $0.name == mesh.name + "_low" } ?? mesh
  }
}
