// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// What a renderer needs of a scene, as plain values: everything to draw, nothing to simulate.
///
/// Shapes of group 3 and above and fully transparent ones are left out. What cannot move is already in
/// the world's frame, so that a renderer can draw it once and keep it.
public struct DrawList: Hashable, Sendable {
  /// A shape to draw.
  public struct Item: Hashable, Sendable {
    public var geometry: Geometry
    /// The body that it shows, for segmentation.
    public var body: BodyID
    /// Whether its body can move.
    public var isMoving: Bool
    /// Pose in the body's frame if it moves, else in the world's.
    public var pose: Pose
    public var surface: Surface
  }

  /// How an item looks, its material and own colour resolved.
  public struct Surface: Hashable, Sendable {
    /// Red, green, blue and opacity in `0...1`; multiplies the texture.
    public var color: SIMD4<Float>
    public var texture: TextureID?
    /// How often the texture repeats: over the object, or a metre where `textureIsUniform`.
    public var textureRepeat: SIMD2<Float>
    public var textureIsUniform: Bool
    /// All in `0...1`.
    public var specular: Float
    public var shininess: Float
    public var emission: Float
  }

  /// A cloth to draw: a grid of particles whose places come with every frame, seen from both sides.
  public struct Sheet: Hashable, Sendable {
    public var name: String
    /// Particles along x and y, those along y one after the other.
    public var count: SIMD2<Int>
    public var surface: Surface
    /// Where its particles begin in the scene's list of all cloths' particles.
    public var firstParticle: Int
    /// What segmentation shows it as: numbers after the last body's.
    public var number: Int
  }

  public var items: [Item]
  /// The cloths that are drawn; cords are not.
  public var sheets: [Sheet]
  /// How many particles all cloths of the scene have; a picture needs a place for each.
  public var particleCount: Int
  public var meshes: [Mesh]
  public var textures: [Texture]
  public var lights: [Light]
  public var cameras: [Camera]
  public var look: Look
  /// The bodies' names; a picture needs a pose for each.
  public var bodyNames: [String]

  /// Collects what `scene` shows.
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
      if cloth.group < 3, surface.color.w > 0, cloth.count.y > 1 {
        sheets.append(
          Sheet(
            name: cloth.name, count: cloth.count, surface: surface, firstParticle: particleCount,
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

  /// Resolves a look: a thing's own colour wins over the material's unless it is the default.
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
