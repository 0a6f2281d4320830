// SPDX-License-Identifier: Apache-2.0

import CLibOSMesa
import DioramaMath
import DioramaScene

/// All triangles of a draw list in one buffer, so that a frame takes a handful of draw calls.
///
/// Every vertex is in the frame of its body and knows the body's number; the vertex shader fetches the
/// pose. Software rendering pays for vertices, not for their looks, so these are stored in full.
final class BakedGeometry {
  /// A run of triangles with one texture.
  struct Run {
    var texture: TextureID?
    /// The first index and how many.
    var first: Int
    var count: Int
  }

  /// What cannot move: drawn once for a camera.
  private(set) var still: [Run] = []
  /// What can.
  private(set) var moving: [Run] = []
  /// What can be seen through: drawn last, one item a run.
  private(set) var clear: [(run: Run, frame: Int, center: Vector3)] = []
  /// What casts a shadow: everything but planes and what can be seen through.
  private(set) var stillCasters: [Run] = []
  var movingCasters: [Run] { moving }

  let vertexArray: GLObject
  /// How many vertices a frame transforms: for measurements.
  private(set) var movingVertices = 0

  private let vertices: GLObject
  private let indices: GLObject
  private static let stride = 17

  init(_ list: DrawList, detail: Detail, in graveyard: Graveyard) {
    vertexArray = GLObject(.vertexArray, in: graveyard)
    vertices = GLObject(.buffer, in: graveyard)
    indices = GLObject(.buffer, in: graveyard)

    // runs are contiguous if items are sorted by what they share
    let order = list.items.indices.sorted { a, b in
      let keys = (Self.key(list.items[a]), Self.key(list.items[b]))
      return keys.0 != keys.1 ? keys.0.lexicographicallyPrecedes(keys.1) : a < b
    }
    var data: [Float] = []
    var elements: [UInt32] = []
    for index in order {
      let item = list.items[index]
      let part = Triangles(item.geometry, of: list, detail: detail, surface: item.surface)
      let first = elements.count
      let base = UInt32(data.count / Self.stride)
      Self.append(part, of: item, to: &data)
      elements.append(contentsOf: part.indices.map { $0 + base })
      let run = Run(texture: item.surface.texture, first: first, count: part.indices.count)
      let isClear = item.surface.color.w < 1
      if isClear {
        clear.append((run, item.isMoving ? item.body.index : 0, item.pose.position))
      } else if item.isMoving {
        Self.extend(&moving, by: run)
      } else {
        Self.extend(&still, by: run)
        if case .plane = item.geometry {} else { Self.extend(&stillCasters, by: run) }
      }
      if item.isMoving { movingVertices += part.vertices.count }
    }
    upload(data, elements)
  }

  /// What must be equal for two items to share a run, as numbers to sort by.
  private static func key(_ item: DrawList.Item) -> [Int] {
    var isPlane = 0
    if case .plane = item.geometry { isPlane = 1 }
    return [
      item.surface.color.w < 1 ? 1 : 0, item.isMoving ? 1 : 0, item.isMoving ? 0 : isPlane,
      item.surface.texture?.index ?? -1,
    ]
  }

  private static func extend(_ runs: inout [Run], by run: Run) {
    if let last = runs.last, last.texture == run.texture, last.first + last.count == run.first {
      runs[runs.count - 1].count += run.count
    } else {
      runs.append(run)
    }
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
    unsafe elements.withUnsafeBytes {
      unsafe glBufferData(GL.elementArrayBuffer, $0.count, $0.baseAddress, GL.staticDraw)
    }
    var offset = 0
    for (attribute, size) in [3, 4, 2, 4, 4].enumerated() {
      unsafe glVertexAttribPointer(
        GLuint(attribute), GLint(size), GL.float, GLboolean(GL_FALSE), GLsizei(4 * Self.stride),
        UnsafeRawPointer(bitPattern: 4 * offset))
      glEnableVertexAttribArray(GLuint(attribute))
      offset += size
    }
    glBindVertexArray(0)
  }
}

extension BakedGeometry.Run {
  /// Draws it with the program and the vertex array that are bound.
  func draw() {
    unsafe glDrawElements(
      GL.triangles, GLsizei(count), GL.unsignedInt, UnsafeRawPointer(bitPattern: 4 * first))
  }
}
