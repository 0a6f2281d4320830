// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A named thing of a scene that has a place: a body, a site, a geom or a cloth.
enum Landmark: Hashable, Sendable {
  /// Something that a body carries, at a pose in the body's frame.
  case carried(by: BodyID, at: Pose)
  /// The middle of a cloth's particles.
  case cloth(ClothID)

  /// Finds the thing called `name`: a body, else a site, a geom or a cloth; nil if there is none.
  init?(_ name: String, in scene: Scene) {
    if let body = scene.body(named: name) {
      self = .carried(by: body, at: .identity)
    } else if let site = scene.sites.first(where: { $0.name == name }) {
      self = .carried(by: site.body, at: site.pose)
    } else if let shape = scene.shapes.first(where: { $0.name == name }) {
      self = .carried(by: shape.body, at: shape.pose)
    } else if let cloth = scene.cloth(named: name) {
      self = .cloth(cloth)
    } else {
      return nil
    }
  }

  /// The body that carries it; nil for a cloth.
  var carrier: BodyID? {
    if case .carried(let body, _) = self { body } else { nil }
  }

  /// The names that ``init(_:in:)`` finds.
  static func names(in scene: Scene) -> [String] {
    let named: [String] =
      scene.bodies.map(\.name) + scene.sites.map(\.name) + scene.shapes.map(\.name)
      + scene.cloths.map(\.name)
    // names that the reader made up hold a '#'
    return named.filter { !$0.contains("#") && $0 != "world" }
  }

  /// Returns its pose in the world; a cloth has no orientation.
  func pose(in world: RigidWorld) -> Pose {
    switch self {
    case .carried(let body, let pose): world.pose(of: body) * pose
    case .cloth(let cloth): Pose(world.cloths[cloth.index].centerOfMass)
    }
  }

  /// Returns its velocity [m/s]: that of the centre of mass of the body or cloth.
  func velocity(in world: RigidWorld) -> Vector3 {
    switch self {
    case .carried(let body, _): world.linearVelocity(of: body)
    case .cloth(let cloth): world.cloths[cloth.index].momentum / world.cloths[cloth.index].mass
    }
  }
}
