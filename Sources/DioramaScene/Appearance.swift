// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A camera, which looks along its own -z, with y up and x to the right.
public struct Camera: Hashable, Sendable {
  public var name: String
  public var body: BodyID
  /// The pose in the body's frame.
  public var pose: Pose
  /// The vertical angle of view [rad].
  public var fieldOfView: Double
  /// The body that it always turns to (MJCF: `mode="targetbody"`); nil if its pose sets the direction.
  public var target: BodyID?

  public init(name: String, body: BodyID, pose: Pose, fieldOfView: Double) {
    self.name = name
    self.body = body
    self.pose = pose
    self.fieldOfView = fieldOfView
    target = nil
  }
}

/// A light of the scene.
public struct Light: Hashable, Sendable {
  public var name: String
  public var body: BodyID
  /// The position in the body's frame [m], which does not affect the colour of a directional light.
  public var position: Vector3
  /// The unit direction of its rays in the body's frame.
  public var direction: Vector3
  /// Whether its rays are parallel, like the sun's.
  public var isDirectional: Bool
  public var castsShadow: Bool
  /// The colours in `0...1`.
  public var ambient: SIMD3<Float>
  public var diffuse: SIMD3<Float>
  public var specular: SIMD3<Float>
  /// The constant, linear and quadratic attenuation of a light with a position.
  public var attenuation: SIMD3<Float>
  /// The half angle of a spotlight's cone [rad].
  public var cutoff: Double
  /// The exponent with which a spotlight fades away from its axis.
  public var exponent: Double

  public init(name: String, body: BodyID) {
    self.name = name
    self.body = body
    position = .zero
    direction = Vector3(0, 0, -1)
    isDirectional = false
    castsShadow = true
    ambient = .zero
    diffuse = SIMD3(repeating: 0.7)
    specular = SIMD3(repeating: 0.3)
    attenuation = SIMD3(1, 0, 0)
    cutoff = .pi / 4
    exponent = 10
  }
}

/// A material: the look of a surface.
public struct Material: Hashable, Sendable {
  public var name: String
  /// Red, green, blue and opacity in `0...1`; multiplies the texture.
  public var color: SIMD4<Float>
  public var texture: TextureID?
  /// The number of repeats of the texture: over the object, or over a metre if `textureIsUniform`.
  public var textureRepeat: SIMD2<Float>
  /// Whether `textureRepeat` counts the repeats over a metre rather than over the object.
  public var textureIsUniform: Bool
  /// The parts of the reflection model, all in `0...1`.
  public var specular: Float
  public var shininess: Float
  public var reflectance: Float
  public var emission: Float

  public init(name: String) {
    self.name = name
    color = SIMD4(1, 1, 1, 1)
    texture = nil
    textureRepeat = SIMD2(1, 1)
    textureIsUniform = false
    specular = 0.5
    shininess = 0.5
    reflectance = 0
    emission = 0
  }
}

/// A texture: an image that covers surfaces, or the sky.
public struct Texture: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    /// A PNG file, by its path.
    case file(String)
    /// One colour; two in squares; or two with a gradient from the first to the second.
    case flat, checker, gradient
  }

  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case flat = "2d"
    case cube
    case skybox
  }

  public var name: String
  public var kind: Kind
  public var source: Source
  /// The colours of a generated texture in `0...1`.
  public var firstColor: SIMD3<Float>
  public var secondColor: SIMD3<Float>
  /// The size of a generated texture [px].
  public var width: Int
  public var height: Int

  public init(name: String, kind: Kind, source: Source) {
    self.name = name
    self.kind = kind
    self.source = source
    firstColor = SIMD3(repeating: 0.8)
    secondColor = SIMD3(repeating: 0.5)
    width = 64
    height = 64
  }
}

/// A triangle mesh with normals and texture coordinates.
public struct Mesh: Hashable, Sendable {
  public var name: String
  /// The positions of the vertices [m], `[vertices]`.
  public var positions: [SIMD3<Float>]
  /// The unit normals, `[vertices]`.
  public var normals: [SIMD3<Float>]
  /// The texture coordinates, with the origin at the lower left, `[vertices]`.
  public var textureCoordinates: [SIMD2<Float>]
  /// The indices of the vertices, three a triangle, counter-clockwise seen from outside.
  public var indices: [UInt32]

  public init(
    name: String, positions: [SIMD3<Float>], normals: [SIMD3<Float>],
    textureCoordinates: [SIMD2<Float>], indices: [UInt32]
  ) {
    self.name = name
    self.positions = positions
    self.normals = normals
    self.textureCoordinates = textureCoordinates
    self.indices = indices
  }

  /// Returns the same mesh under `name`.
  package func named(_ name: String) -> Mesh {
    var mesh = self
    mesh.name = name
    return mesh
  }
}

/// The light and background that belong to no element of the world (MJCF: `visual`, `statistic`).
public struct Look: Hashable, Sendable {
  /// The ambient light, in `0...1` (MJCF: `visual/headlight ambient`).
  public var ambient = SIMD3<Float>(repeating: 0.1)
  /// The light from the camera, in `0...1` (MJCF: `visual/headlight diffuse`).
  public var headlight = SIMD3<Float>(repeating: 0.4)
  /// The nearest and farthest distance that is drawn [m].
  public var clipping: ClosedRange<Double> = 0.02...20
  /// The centre and extent of the scene [m], for shadows (MJCF: `statistic`).
  public var center = Vector3.zero
  public var extent = 1.0

  public init() {}
}

public typealias CameraID = ID<Camera>
public typealias MaterialID = ID<Material>
public typealias TextureID = ID<Texture>
public typealias MeshID = ID<Mesh>
