// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A draw list: the parts of a scene that a renderer needs, as plain values.
///
/// Shapes of group 3 and above and fully transparent ones are left out. Things that cannot move are already
/// in the world's frame, so that a renderer can draw them once and keep them.
public struct DrawList: Hashable, Sendable {
  /// A shape to draw.
  public struct Item: Hashable, Sendable {
    public var geometry: Geometry
    /// The body that it shows, for segmentation.
    public var body: BodyID
    /// Whether its body can move.
    public var isMoving: Bool
    /// The pose in the body's frame if it moves, else in the world's.
    public var pose: Pose
    public var surface: Surface
  }

  /// The look of an item, its material and own colour resolved.
  public struct Surface: Hashable, Sendable {
    /// Red, green, blue and opacity in `0...1`; multiplies the texture.
    public var color: SIMD4<Float>
    public var texture: TextureID?
    /// The number of repeats of the texture: over the object, or over a metre if `textureIsUniform`.
    public var textureRepeat: SIMD2<Float>
    public var textureIsUniform: Bool
    /// The parts of the reflection model, all in `0...1`.
    public var specular: Float
    public var shininess: Float
    public var emission: Float
  }

  /// A cloth to draw: a grid of particles whose positions come with every frame, seen from both sides; or a
  /// cord, drawn as a tube.
  public struct Sheet: Hashable, Sendable {
    public var name: String
    /// The number of particles along x and y, one along y for a cord; those along y are consecutive.
    public var count: SIMD2<Int>
    /// The radius of a cord's tube [m].
    public var radius: Double
    public var surface: Surface
    /// The index of its first particle in the scene's list of all cloths' particles.
    public var firstParticle: Int
    /// The number that segmentation shows it as: one after the last body's.
    public var number: Int
  }

  public var items: [Item]
  /// The cloths and cords that are drawn.
  public var sheets: [Sheet]
  /// The number of particles of all cloths of the scene; an image needs a position for each.
  public var particleCount: Int
  public var meshes: [Mesh]
  public var textures: [Texture]
  public var lights: [Light]
  public var cameras: [Camera]
  public var look: Look
  /// The bodies' names; an image needs a pose for each.
  public var bodyNames: [String]

  /// Collects the visible parts of `scene`.
  public init(_ scene: Scene) {
    let fixed = scene.bodiesAtRest
    let poses = scene.initialPoses
    items = []
    for shape in scene.shapes where shape.group < 3 {
      let surface = Surface(shape, in: scene)
      guard surface.color.w > 0 else { continue }
      let isMoving = !fixed[shape.body.index]
      items.append(
        Item(
          geometry: shape.geometry, body: shape.body, isMoving: isMoving,
          pose: isMoving ? shape.pose : poses[shape.body.index] * shape.pose, surface: surface))
    }
    sheets = []
    particleCount = 0
    for (index, cloth) in scene.cloths.enumerated() {
      let surface = Surface(color: cloth.color, material: cloth.material, in: scene)
      if cloth.group < 3, surface.color.w > 0 {
        sheets.append(
          Sheet(
            name: cloth.name, count: cloth.count, radius: cloth.radius, surface: surface,
            firstParticle: particleCount,
            number: scene.bodies.count + index))
      }
      particleCount += cloth.particleCount
    }
    meshes = scene.meshes
    textures = scene.textures
    lights = scene.lights.map { light in
      guard fixed[light.body.index] else { return light }
      var light = light
      let pose = poses[light.body.index]
      light.position = pose.transform(light.position)
      light.direction = pose.orientation.rotate(light.direction)
      light.body = BodyID(0)
      return light
    }
    cameras = scene.cameras.map { camera in
      guard fixed[camera.body.index] else { return camera }
      var camera = camera
      camera.pose = poses[camera.body.index] * camera.pose
      camera.body = BodyID(0)
      return camera
    }
    look = scene.look
    bodyNames = scene.bodies.map(\.name)
  }
}

extension DrawList.Surface {
  fileprivate init(_ shape: Shape, in scene: Scene) {
    self.init(color: shape.color, material: shape.material, in: scene)
  }

  /// Resolves a look: a thing's own colour takes precedence over the material's unless it is the default.
  fileprivate init(color own: SIMD4<Float>, material id: MaterialID?, in scene: Scene) {
    let material = id.map { scene[$0] }
    let isDefault = own == SIMD4(0.5, 0.5, 0.5, 1)
    color = isDefault ? material?.color ?? own : own
    texture = material?.texture
    textureRepeat = material?.textureRepeat ?? SIMD2(1, 1)
    textureIsUniform = material?.textureIsUniform ?? false
    specular = material?.specular ?? 0.5
    shininess = material?.shininess ?? 0.5
    emission = material?.emission ?? 0
  }
}

extension Scene {
  /// Whether each body can never move: no joint, no program and no parent moves it, `[bodies]`.
  var bodiesAtRest: [Bool] {
    var jointed = Set<BodyID>()
    for joint in joints { jointed.insert(joint.body) }
    var rest: [Bool] = []
    for (index, body) in bodies.enumerated() {
      let parentRests = body.parent.map { rest[$0.index] } ?? true
      rest.append(parentRests && !body.isPosedByProgram && !jointed.contains(BodyID(index)))
    }
    return rest
  }
}
