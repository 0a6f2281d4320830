// SPDX-License-Identifier: Apache-2.0

/// Indexed triangles under construction, in the frame of one shape.
struct Triangles {
  struct Vertex {
    /// [m]
    var position: SIMD3<Float>
    /// Unit.
    var normal: SIMD3<Float>
    /// Of the texture.
    var coordinates: SIMD2<Float>
  }

  var vertices: [Vertex] = []
  /// Three a triangle, counter-clockwise seen from outside.
  var indices: [UInt32] = []

  /// Adds a vertex and returns its number.
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

/// How finely round shapes are cut: vertices are what software rendering pays for.
enum Detail: Int, Hashable, CaseIterable {
  case low, medium, high

  /// What a picture of `height` samples needs.
  init(height: Int) {
    self = height <= 200 ? .low : height <= 600 ? .medium : .high
  }

  /// Corners of a circle; a multiple of 4.
  var corners: Int {
    switch self {
    case .low: 12
    case .medium: 24
    case .high: 48
    }
  }
}
