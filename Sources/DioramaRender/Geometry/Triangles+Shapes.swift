// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Glibc

extension Triangles {
  /// Makes the triangles of `geometry`.
  ///
  /// The texture repeats `textureRepeat` times, over a metre if it is uniform, or else over the shape.
  init(_ geometry: Geometry, of list: DrawList, detail: Detail, surface: DrawList.Surface) {
    self.init()
    let repeats = surface.textureRepeat
    let isUniform = surface.textureIsUniform
    switch geometry {
    case .box(let half):
      addBox(SIMD3<Float>(half), repeats: repeats, isUniform: isUniform)
    case .sphere(let radius):
      addCapsule(radius: Float(radius), halfLength: 0, detail: detail, repeats: repeats)
    case .capsule(let radius, let halfLength):
      addCapsule(
        radius: Float(radius), halfLength: Float(halfLength), detail: detail, repeats: repeats)
    case .cylinder(let radius, let halfLength):
      addCylinder(
        radius: Float(radius), halfLength: Float(halfLength), detail: detail, repeats: repeats,
        isUniform: isUniform)
    case .plane(let half):
      // an infinite plane reaches as far as anything is drawn
      let reach = Float(list.look.clipping.upperBound)
      let endless = half.x <= 0 || half.y <= 0
      let size = endless ? SIMD2(reach, reach) : SIMD2<Float>(half)
      addPlane(size, repeats: repeats, isUniform: isUniform || endless)
    case .mesh(let id):
      addMesh(list.mesh(id, detail: detail), repeats: repeats)
    }
  }

  private mutating func addBox(_ half: SIMD3<Float>, repeats: SIMD2<Float>, isUniform: Bool) {
    // the texture lies on the top as on a table; the sides continue it at the same scale
    let perMetre = isUniform ? repeats : repeats / SIMD2(2 * half.x, 2 * half.y)
    for axis in 0..<3 {
      for sign: Float in [-1, 1] {
        var normal = SIMD3<Float>.zero
        normal[axis] = sign
        let u = axis == 0 ? 1 : 0
        let v = axis == 2 ? 1 : 2
        // the face's axes turn counter-clockwise seen from outside, or are swapped
        let isDirect = (axis == 1) == (sign < 0)
        var corners: [UInt32] = []
        for (a, b) in [(-1, -1), (1, -1), (1, 1), (-1, 1)] as [(Float, Float)] {
          var position = normal * half
          position[u] = a * half[u]
          position[v] = b * half[v]
          let scale = u == 0 ? perMetre : SIMD2(perMetre.y, perMetre.x)
          let origin = isUniform ? .zero : SIMD2(half[u], half[v])
          corners.append(
            add(
              position, normal: normal,
              coordinates: (SIMD2(position[u], position[v]) + origin) * scale))
        }
        if isDirect {
          addQuad(corners[0], corners[1], corners[2], corners[3])
        } else {
          addQuad(corners[3], corners[2], corners[1], corners[0])
        }
      }
    }
  }

  private mutating func addPlane(_ half: SIMD2<Float>, repeats: SIMD2<Float>, isUniform: Bool) {
    let perMetre = isUniform ? repeats : repeats / (2 * half)
    var corners: [UInt32] = []
    for (a, b) in [(-1, -1), (1, -1), (1, 1), (-1, 1)] as [(Float, Float)] {
      let flat = SIMD2(a, b) * half
      corners.append(
        add(
          SIMD3(flat.x, flat.y, 0), normal: SIMD3(0, 0, 1),
          coordinates: (isUniform ? flat : flat + half) * perMetre))
    }
    addQuad(corners[0], corners[1], corners[2], corners[3])
  }

  /// Adds a capsule: a sphere cut at its equator and pulled apart along z.
  private mutating func addCapsule(
    radius: Float, halfLength: Float, detail: Detail, repeats: SIMD2<Float>
  ) {
    let corners = detail.corners
    let radius = radius * detail.widening
    let bands = detail.bands
    let length = 2 * halfLength + .pi * radius
    var rings: [[UInt32]] = []
    for half: Float in [-1, 1] {
      for step in 0...bands where !(halfLength == 0 && half > 0 && step == 0) {
        let band = half < 0 ? bands - step : step
        let latitude = half * Float(band) / Float(bands) * .pi / 2
        let height = half * halfLength
        let v = (height + radius * latitude + length / 2) / length
        rings.append(
          addRing(corners) { angle, u in
            let normal = SIMD3(
              cos(latitude) * cos(angle), cos(latitude) * sin(angle), sin(latitude))
            return Vertex(
              position: normal * radius + SIMD3(0, 0, height), normal: normal,
              coordinates: SIMD2(u, v) * repeats)
          })
      }
    }
    join(rings)
  }

  private mutating func addCylinder(
    radius: Float, halfLength: Float, detail: Detail, repeats: SIMD2<Float>, isUniform: Bool
  ) {
    let corners = detail.corners
    let radius = radius * detail.widening
    let perMetre = isUniform ? repeats : repeats / (2 * radius)
    let sides = [-halfLength, halfLength].map { height in
      addRing(corners) { angle, u in
        let normal = SIMD3(cos(angle), sin(angle), 0)
        return Vertex(
          position: normal * radius + SIMD3(0, 0, height), normal: normal,
          coordinates: SIMD2(u, height / (2 * halfLength) + 0.5) * repeats)
      }
    }
    join(sides)
    for sign: Float in [-1, 1] {
      let cap = (0..<corners).map { corner in
        let angle = Float(corner) / Float(corners) * 2 * .pi
        let flat = SIMD2(cos(angle), sin(angle)) * radius
        return add(
          SIMD3(flat.x, flat.y, sign * halfLength), normal: SIMD3(0, 0, sign),
          coordinates: (isUniform ? flat : flat + radius) * perMetre)
      }
      for corner in 1..<corners - 1 {
        if sign > 0 {
          addTriangle(cap[0], cap[corner], cap[corner + 1])
        } else {
          addTriangle(cap[0], cap[corner + 1], cap[corner])
        }
      }
    }
  }

  private mutating func addMesh(_ mesh: Mesh, repeats: SIMD2<Float>) {
    for vertex in mesh.positions.indices {
      // OBJ puts the texture's origin at its lower left, and so do our textures
      let coordinates =
        mesh.textureCoordinates.isEmpty ? .zero : mesh.textureCoordinates[vertex] * repeats
      add(mesh.positions[vertex], normal: mesh.normals[vertex], coordinates: coordinates)
    }
    indices.append(contentsOf: mesh.indices)
  }

  /// Adds a closed ring of vertices, the first one twice so that a texture can wrap around.
  private mutating func addRing(
    _ corners: Int, _ vertex: (_ angle: Float, _ u: Float) -> Vertex
  ) -> [UInt32] {
    (0...corners).map { corner in
      let u = Float(corner) / Float(corners)
      vertices.append(vertex(u * 2 * .pi, u))
      return UInt32(vertices.count - 1)
    }
  }

  /// Joins rings of equal size from the lowest to the highest.
  private mutating func join(_ rings: [[UInt32]]) {
    for (lower, upper) in zip(rings, rings.dropFirst()) {
      for corner in 0..<lower.count - 1 {
        addQuad(lower[corner], lower[corner + 1], upper[corner + 1], upper[corner])
      }
    }
  }
}
