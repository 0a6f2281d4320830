// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
package import DioramaScene

/// A builder of scenes in code: bodies, coloured shapes, a sun and cameras.
package struct SceneBuilder {
  package private(set) var scene: Scene

  package init(name: String) {
    scene = Scene(name: name)
    var sky = Texture(name: "sky", kind: .skybox, source: .gradient)
    sky.firstColor = SIMD3(0.80, 0.86, 0.92)
    sky.secondColor = SIMD3(0.93, 0.93, 0.91)
    sky.height = 384
    scene.textures = [sky]
    scene.look.ambient = SIMD3(0.36, 0.36, 0.38)
    scene.look.headlight = SIMD3(repeating: 0.14)
  }

  /// Adds a body to the world; the program poses it if it moves.
  package mutating func addBody(_ name: String, moves: Bool = false) -> BodyID {
    var body = Body(name: name, parent: BodyID(0), pose: .identity)
    body.isPosedByProgram = moves
    scene.bodies.append(body)
    return BodyID(scene.bodies.count - 1)
  }

  /// Adds a shape that is drawn but touches nothing.
  package mutating func add(
    _ geometry: Geometry, to body: BodyID, at pose: Pose, _ color: SIMD3<Float>,
    specular: Float = 0.15
  ) {
    var shape = Shape(name: "", body: body, geometry: geometry, pose: pose)
    shape.color = SIMD4(color, 1)
    shape.material = material(specular: specular)
    shape.contactKind = 0
    shape.contactPartners = 0
    shape.group = 1
    scene.shapes.append(shape)
  }

  /// Adds a box from one corner to the opposite one [m].
  package mutating func addBox(
    _ low: Vector3, _ high: Vector3, to body: BodyID, _ color: SIMD3<Float>, specular: Float = 0.15
  ) {
    add(
      .box(halfSize: 0.5 * (high - low)), to: body, at: Pose(0.5 * (low + high)), color,
      specular: specular)
  }

  /// Adds a sun that casts shadows.
  ///
  /// - Parameter direction: The direction of its light; by default it comes from high in the south-west.
  package mutating func addLight(_ direction: Vector3 = Vector3(0.42, 0.30, -1)) {
    var light = Light(name: "sun", body: BodyID(0))
    light.isDirectional = true
    light.direction = direction.normalized
    light.diffuse = SIMD3(0.72, 0.70, 0.66)
    light.specular = SIMD3(repeating: 0.4)
    scene.lights.append(light)
  }

  /// Adds a camera that looks north and down, just far enough away to see all of a block in a square image.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - sines: The cosine and the sine of the angle by which it looks down.
  ///   - low: The block's lowest corner [m].
  ///   - high: The block's highest corner [m].
  package mutating func addCamera(
    _ name: String, sines: (Double, Double), low: Vector3, high: Vector3
  ) {
    let (cosine, sine) = sines
    let (x, y) = (Vector3.unitX, Vector3(0, sine, cosine))
    let back = Vector3(0, -cosine, sine)
    let center = 0.5 * (low + high)
    let fieldOfView = 0.6  // [rad]
    let tangent = 0.309336249609623  // of half the field of view
    // the distances that it needs for the corners farthest to the side, up and down
    var (aside, above, below) = (0.0, 0.0, 0.0)
    for corner in 0..<8 {
      let point =
        Vector3(
          corner & 1 == 0 ? low.x : high.x, corner & 2 == 0 ? low.y : high.y,
          corner & 4 == 0 ? low.z : high.z) - center
      let (depth, height) = (point.dot(back), point.dot(y) / tangent)
      aside = max(aside, abs(point.dot(x)) / tangent + depth)
      above = max(above, height + depth)
      below = max(below, depth - height)
    }
    let distance = max(aside, 0.5 * (above + below))
    let shift = 0.5 * tangent * (above - below)  // as much room above as below
    scene.cameras.append(
      Camera(
        name: name, body: BodyID(0),
        pose: Pose(center + distance * back + shift * y, Quaternion(columns: x, y, back)),
        fieldOfView: fieldOfView))
    let size = (high - low).length
    scene.look.center = center
    scene.look.extent = 0.5 * size
    scene.look.clipping = 0.05...max(20, 2 * distance + size)
  }

  private mutating func material(specular: Float) -> MaterialID {
    let name = "specular \(specular)"
    if let known = scene.materials.firstIndex(where: { $0.name == name }) {
      return MaterialID(known)
    }
    var material = Material(name: name)
    material.specular = specular
    scene.materials.append(material)
    return MaterialID(scene.materials.count - 1)
  }
}
