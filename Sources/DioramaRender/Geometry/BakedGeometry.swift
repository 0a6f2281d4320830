// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// The triangles of a draw list in one buffer, so that a frame takes a handful of draw calls.
///
/// Every vertex is in the frame of its body and knows the body's number; the vertex shader fetches the
/// pose. Software rendering pays for triangles, not for the bytes of a vertex, so these are stored in
/// full.
final class BakedGeometry {
  /// The part of a list's items that it holds.
  enum Part: Hashable {
    /// The things that cannot move, drawn once for a camera.
    case still
    /// The things that can move, and all transparent ones.
    case moving
  }

  /// A run of triangles with one texture.
  struct Run {
    var texture: TextureID?
    /// The first index, and the number of indices.
    var first: Int
    var count: Int
    /// The vertices that these indices name.
    var vertices: ClosedRange<Int>
  }

  /// An item's triangles, with a bounding ball.
  struct Piece {
    var run: Run
    /// The body in whose frame they are.
    var frame: Int
    /// A ball around them in that frame [m].
    var center: Vector3
    var radius: Double
  }

  /// Opaque things.
  private(set) var solid: [Piece] = []
  /// The opaque things in as few runs as their textures allow.
  private(set) var solidRuns: [Run] = []
  /// The things that cast a shadow: opaque ones but planes.
  private(set) var casters: [Run] = []
  /// The transparent things, drawn last.
  private(set) var clear: [Piece] = []
  private var vertexCount = 0
  private var indexCount = 0

  private let vertexArray: GLObject
  private let vertices: GLObject
  private let indices: GLObject
  private var isShort = true
  /// The number of floats of a vertex.
  static let stride = 17

  init(_ list: DrawList, _ part: Part, detail: Detail, in graveyard: Graveyard) {
    vertexArray = GLObject(.vertexArray, in: graveyard)
    vertices = GLObject(.buffer, in: graveyard)
    indices = GLObject(.buffer, in: graveyard)

    // runs are contiguous if items are sorted by what they share
    let chosen = list.items.indices.filter { index in
      let item = list.items[index]
      return (item.isMoving || item.surface.color.w < 1) == (part == .moving)
    }
    let order = chosen.sorted { a, b in
      let keys = (Self.key(list.items[a]), Self.key(list.items[b]))
      return keys.0 != keys.1 ? keys.0.lexicographicallyPrecedes(keys.1) : a < b
    }
    // still things are drawn once for a camera, so their circles may have more corners
    let detail = part == .still ? max(detail, .medium) : detail
    var data: [Float] = []
    var elements: [UInt32] = []
    for item in order.lazy.map({ list.items[$0] }) {
      let triangles = Triangles(item.geometry, of: list, detail: detail, surface: item.surface)
      let base = data.count / Self.stride
      guard !triangles.indices.isEmpty else { continue }
      let run = Run(
        texture: item.surface.texture, first: elements.count, count: triangles.indices.count,
        vertices: base...base + triangles.vertices.count - 1)
      elements.append(contentsOf: triangles.indices.map { $0 + UInt32(base) })
      Self.append(triangles, of: item, to: &data)
      let ball = triangles.ball
      let piece = Piece(
        run: run, frame: item.isMoving ? item.body.index : 0,
        center: item.pose.transform(ball.center), radius: ball.radius)
      if item.surface.color.w < 1 {
        clear.append(piece)
      } else {
        solid.append(piece)
        Self.extend(&solidRuns, by: run)
        if case .plane = item.geometry {} else { Self.extend(&casters, by: run, whatever: true) }
      }
    }
    vertexCount = data.count / Self.stride
    indexCount = elements.count
    upload(data, elements)
  }

  /// Draws with the program that is bound.
  func draw(_ run: Run) {
    // the driver reads short indices with known bounds directly, and remaps all others
    unsafe glDrawRangeElements(
      GL.triangles, GLuint(run.vertices.lowerBound), GLuint(run.vertices.upperBound),
      GLsizei(run.count),
      isShort ? GL.unsignedShort : GL.unsignedInt,
      UnsafeRawPointer(bitPattern: (isShort ? 2 : 4) * run.first))
  }

  /// Draws all triangles with the program that is bound.
  func drawAll() {
    guard vertexCount > 0 else { return }
    draw(Run(texture: nil, first: 0, count: indexCount, vertices: 0...vertexCount - 1))
  }

  func bind() { glBindVertexArray(vertexArray.name) }

  /// Returns the properties that must be equal for two items to share a run, as numbers to sort by.
  private static func key(_ item: DrawList.Item) -> [Int] {
    var isPlane = 0
    if case .plane = item.geometry { isPlane = 1 }
    return [item.surface.color.w < 1 ? 1 : 0, isPlane, item.surface.texture?.index ?? -1]
  }

  private static func extend(_ runs: inout [Run], by run: Run, whatever: Bool = false) {
    var run = run
    if whatever { run.texture = nil }
    if runs.isEmpty || !runs[runs.count - 1].extend(by: run, limit: .max) { runs.append(run) }
  }

  private static func append(
    _ part: Triangles, of item: DrawList.Item, to data: inout [Float]
  ) {
    let surface = item.surface
    let color = SIMD3(surface.color.x, surface.color.y, surface.color.z).linear
    // MuJoCo's shininess 0...1 spans OpenGL's exponents 0...128
    let exponent = max(1, 128 * surface.shininess)
    let turn = item.pose.orientation
    for vertex in part.vertices {
      let position = item.pose.transform(Vector3(vertex.position))
      let normal = turn.rotate(Vector3(vertex.normal))
      data.append(contentsOf: [
        Float(position.x), Float(position.y), Float(position.z),
        Float(normal.x), Float(normal.y), Float(normal.z), Float(item.body.index),
        vertex.coordinates.x, vertex.coordinates.y,
        color.x, color.y, color.z, surface.color.w,
        surface.specular, exponent, surface.emission,
        Float(item.isMoving ? item.body.index : 0),
      ])
    }
  }

  private func upload(_ data: [Float], _ elements: [UInt32]) {
    glBindVertexArray(vertexArray.name)
    glBindBuffer(GL.arrayBuffer, vertices.name)
    unsafe data.withUnsafeBytes {
      unsafe glBufferData(GL.arrayBuffer, $0.count, $0.baseAddress, GL.staticDraw)
    }
    glBindBuffer(GL.elementArrayBuffer, indices.name)
    isShort = vertexCount <= 65536
    if isShort {
      unsafe elements.map { UInt16($0) }.withUnsafeBytes {
        unsafe glBufferData(GL.elementArrayBuffer, $0.count, $0.baseAddress, GL.staticDraw)
      }
    } else {
      unsafe elements.withUnsafeBytes {
        unsafe glBufferData(GL.elementArrayBuffer, $0.count, $0.baseAddress, GL.staticDraw)
      }
    }
    Self.describeVertices()
    glBindVertexArray(0)
  }

  /// Describes the layout of the vertices in the bound buffer to the driver.
  static func describeVertices() {
    var offset = 0
    for (attribute, size) in [3, 4, 2, 4, 4].enumerated() {
      unsafe glVertexAttribPointer(
        GLuint(attribute), GLint(size), GL.float, GLboolean(GL_FALSE), GLsizei(4 * stride),
        UnsafeRawPointer(bitPattern: 4 * offset))
      glEnableVertexAttribArray(GLuint(attribute))
      offset += size
    }
  }
}

extension BakedGeometry.Run {
  /// Appends `next` and returns true, if it follows directly, has the same texture and does not make this
  /// longer than `limit`.
  mutating func extend(by next: Self, limit: Int) -> Bool {
    guard texture == next.texture, first + count == next.first, count + next.count <= limit else {
      return false
    }
    count += next.count
    vertices = vertices.lowerBound...next.vertices.upperBound
    return true
  }
}
