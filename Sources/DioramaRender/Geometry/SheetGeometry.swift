// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// The triangles of all cloths, whose vertices are uploaded for every frame.
///
/// A cloth is seen from both sides: each particle gives two vertices with opposite normals, and each cell two
/// triangles for either side, of which the driver culls those that face away.
final class SheetGeometry {
  /// One run for each cloth.
  let runs: [BakedGeometry.Run]

  private let sheets: [DrawList.Sheet]
  private let vertexArray: GLObject
  private let vertices: GLObject
  private let indices: GLObject
  /// The vertices in the layout of ``BakedGeometry``; position and normal change.
  private var data: [Float]

  init(_ sheets: [DrawList.Sheet], in graveyard: Graveyard) {
    self.sheets = sheets
    vertexArray = GLObject(.vertexArray, in: graveyard)
    vertices = GLObject(.buffer, in: graveyard)
    indices = GLObject(.buffer, in: graveyard)
    var runs: [BakedGeometry.Run] = []
    var data: [Float] = []
    var elements: [UInt32] = []
    for sheet in sheets {
      let base = data.count / BakedGeometry.stride
      let first = elements.count
      let particles = sheet.count.x * sheet.count.y
      for side: Float in [1, -1] { Self.append(sheet, side: side, to: &data) }
      for i in 0..<sheet.count.x - 1 {
        for j in 0..<sheet.count.y - 1 {
          let a = UInt32(base + i * sheet.count.y + j)
          let (b, row) = (a + 1, UInt32(sheet.count.y))
          let back = UInt32(particles)
          elements += [a, a + row, b + row, a, b + row, b]
          elements += [a, b + row, a + row, a, b, b + row].map { $0 + back }
        }
      }
      runs.append(
        BakedGeometry.Run(
          texture: sheet.surface.texture, first: first, count: elements.count - first,
          vertices: base...base + 2 * particles - 1))
    }
    self.runs = runs
    self.data = data
    glBindVertexArray(vertexArray.name)
    glBindBuffer(GL.arrayBuffer, vertices.name)
    glBindBuffer(GL.elementArrayBuffer, indices.name)
    unsafe elements.withUnsafeBytes {
      unsafe glBufferData(GL.elementArrayBuffer, $0.count, $0.baseAddress, GL.staticDraw)
    }
    BakedGeometry.describeVertices()
    glBindVertexArray(0)
  }

  /// Adds one side's vertices, all at the origin; the texture spans the cloth.
  private static func append(_ sheet: DrawList.Sheet, side: Float, to data: inout [Float]) {
    let surface = sheet.surface
    let color = SIMD3(surface.color.x, surface.color.y, surface.color.z).linear
    let exponent = max(1, 128 * surface.shininess)
    for i in 0..<sheet.count.x {
      for j in 0..<sheet.count.y {
        let along = SIMD2(
          Float(j) / Float(sheet.count.y - 1), 1 - Float(i) / Float(sheet.count.x - 1))
        let coordinates = along * surface.textureRepeat
        data += [
          0, 0, 0, 0, 0, side, Float(sheet.number), coordinates.x, coordinates.y,
          color.x, color.y, color.z, surface.color.w, surface.specular, exponent,
          surface.emission, 0,
        ]
      }
    }
  }

  /// Moves the vertices to `particles` [m], all cloths' of the scene; the context must be current.
  func upload(_ particles: Span<Vector3>) throws(RenderError) {
    var next = 0
    for sheet in sheets {
      let side = sheet.count.x * sheet.count.y * BakedGeometry.stride
      for i in 0..<sheet.count.x {
        for j in 0..<sheet.count.y {
          let place = particles[sheet.firstParticle + i * sheet.count.y + j]
          guard place.isFinite else { throw .particleNotFinite(cloth: sheet.name) }
          let position = SIMD3<Float>(place)
          let normal = SIMD3<Float>(Self.normal(i, j, of: sheet, particles))
          for axis in 0..<3 {
            data[next + axis] = position[axis]
            data[next + 3 + axis] = normal[axis]
            data[next + side + axis] = position[axis]
            data[next + side + 3 + axis] = -normal[axis]
          }
          next += BakedGeometry.stride
        }
      }
      next += side
    }
    glBindBuffer(GL.arrayBuffer, vertices.name)
    unsafe data.withUnsafeBytes {
      unsafe glBufferData(GL.arrayBuffer, $0.count, $0.baseAddress, GL.streamDraw)
    }
  }

  /// Returns the normal at a particle, by its neighbours in both directions.
  private static func normal(
    _ i: Int, _ j: Int, of sheet: DrawList.Sheet, _ particles: Span<Vector3>
  ) -> Vector3 {
    func place(_ i: Int, _ j: Int) -> Vector3 {
      particles[sheet.firstParticle + i * sheet.count.y + j]
    }
    let x = place(min(i + 1, sheet.count.x - 1), j) - place(max(i - 1, 0), j)
    let y = place(i, min(j + 1, sheet.count.y - 1)) - place(i, max(j - 1, 0))
    return x.cross(y).normalized
  }

  func bind() { glBindVertexArray(vertexArray.name) }

  /// Draws with the program that is bound.
  func draw(_ run: BakedGeometry.Run) {
    unsafe glDrawRangeElements(
      GL.triangles, GLuint(run.vertices.lowerBound), GLuint(run.vertices.upperBound),
      GLsizei(run.count), GL.unsignedInt, UnsafeRawPointer(bitPattern: 4 * run.first))
  }
}
