// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// The triangles of all cloths and cords, whose vertices are uploaded for every frame.
final class SoftGeometry {
  /// One run for each cloth.
  let runs: [BakedGeometry.Run]

  private let skins: [any SoftSkin]
  private let vertexArray: GLObject
  private let vertices: GLObject
  private let indices: GLObject
  /// The vertices in the layout of ``BakedGeometry``; position and normal change.
  private var data: [Float]

  init(_ sheets: [DrawList.Sheet], in graveyard: Graveyard) {
    skins = sheets.map { sheet -> any SoftSkin in
      sheet.count.y == 1 ? CordSkin(sheet: sheet) : ClothSkin(sheet: sheet)
    }
    vertexArray = GLObject(.vertexArray, in: graveyard)
    vertices = GLObject(.buffer, in: graveyard)
    indices = GLObject(.buffer, in: graveyard)
    var runs: [BakedGeometry.Run] = []
    var data: [Float] = []
    var elements: [UInt32] = []
    for skin in skins {
      let base = data.count / BakedGeometry.stride
      let first = elements.count
      for coordinates in skin.textureCoordinates {
        Self.append(skin.sheet, coordinates * skin.sheet.surface.textureRepeat, to: &data)
      }
      elements += skin.triangles.map { UInt32(base + $0) }
      runs.append(
        BakedGeometry.Run(
          texture: skin.sheet.surface.texture, first: first, count: elements.count - first,
          vertices: base...data.count / BakedGeometry.stride - 1))
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

  /// Adds a vertex, at the origin.
  private static func append(
    _ sheet: DrawList.Sheet, _ coordinates: SIMD2<Float>, to data: inout [Float]
  ) {
    let surface = sheet.surface
    let color = SIMD3(surface.color.x, surface.color.y, surface.color.z).linear
    let exponent = max(1, 128 * surface.shininess)
    data += [
      0, 0, 0, 0, 0, 1, Float(sheet.number), coordinates.x, coordinates.y,
      color.x, color.y, color.z, surface.color.w, surface.specular, exponent,
      surface.emission, 0,
    ]
  }

  /// Moves the vertices to `particles` [m], all cloths' of the scene; the context must be current.
  func upload(_ particles: Span<Vector3>) throws(RenderError) {
    var next = 0
    for skin in skins {
      let first = skin.sheet.firstParticle
      let own = particles.extracting(first..<first + skin.sheet.count.x * skin.sheet.count.y)
      for index in own.indices where !own[index].isFinite {
        throw .particleNotFinite(cloth: skin.sheet.name)
      }
      skin.place(own) { position, normal in
        for axis in 0..<3 {
          data[next + axis] = Float(position[axis])
          data[next + 3 + axis] = Float(normal[axis])
        }
        next += BakedGeometry.stride
      }
    }
    glBindBuffer(GL.arrayBuffer, vertices.name)
    unsafe data.withUnsafeBytes {
      unsafe glBufferData(GL.arrayBuffer, $0.count, $0.baseAddress, GL.streamDraw)
    }
  }

  func bind() { glBindVertexArray(vertexArray.name) }

  /// Draws with the program that is bound.
  func draw(_ run: BakedGeometry.Run) {
    unsafe glDrawRangeElements(
      GL.triangles, GLuint(run.vertices.lowerBound), GLuint(run.vertices.upperBound),
      GLsizei(run.count), GL.unsignedInt, UnsafeRawPointer(bitPattern: 4 * run.first))
  }
}

/// The surface that is drawn of a cloth's particles.
protocol SoftSkin {
  var sheet: DrawList.Sheet { get }
  /// The texture coordinates of each vertex, before the surface's repetitions.
  var textureCoordinates: [SIMD2<Float>] { get }
  /// The vertices of all triangles, three each, counter-clockwise seen from outside.
  var triangles: [Int] { get }

  /// Tells position [m] and unit normal of each vertex, in order.
  func place(_ particles: Span<Vector3>, _ vertex: (Vector3, Vector3) -> Void)
}
