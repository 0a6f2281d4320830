// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene
internal import Foundation

/// The differences of one episode from the scene as it is written: a function of the seed alone.
struct Randomization: Sendable {
  let properties: Set<RandomizedProperty>
  var seed: UInt64 = 0

  /// Changes masses and friction of a world that has just been reset.
  ///
  /// Masses of the task's bodies and cloths and the friction of everything lie within a factor of 1.5 of
  /// the scene's, uniformly in the logarithm; a cloth is never so light that it would blow up.
  func apply(to world: RigidWorld) {
    if var stream = stream(.masses) {
      for body in world.freeBodies { world.scaleMass(of: body, by: stream.factor(within: 1.5)) }
      for cloth in world.scene.cloths.indices.map(ClothID.init) {
        let scale = max(stream.factor(within: 1.5), world.cloths[cloth.index].leastMassScale)
        world.scaleMass(of: cloth, by: scale)
      }
    }
    if var stream = stream(.friction) { world.scaleFriction(by: stream.factor(within: 1.5)) }
  }

  /// What the mass of a task's one thing is multiplied by: between 2/3 and 1.5, uniformly in the
  /// logarithm; 1 where masses are not randomised.
  var massScale: Double {
    var stream = stream(.masses)
    return stream?.factor(within: 1.5) ?? 1
  }

  /// Which looks pictures have; nil for those of the scene as it is written.
  var looks: UInt64? {
    properties.isDisjoint(with: [.textures, .colors, .light, .camera]) ? nil : seed
  }

  /// Returns `list` with the looks of this episode.
  func applied(to list: DrawList) -> DrawList {
    var list = list
    if var stream = stream(.textures) { list.randomizeTextures(&stream) }
    if var stream = stream(.colors) { list.randomizeColors(&stream) }
    if var stream = stream(.light) { list.randomizeLight(&stream) }
    if var stream = stream(.camera) { list.randomizeCameras(&stream) }
    return list
  }

  /// The stream of `property`; nil where it is not randomised.
  private func stream(_ property: RandomizedProperty) -> RandomStream? {
    properties.contains(property) ? RandomStream(property.rawValue, seed: seed) : nil
  }
}

extension RandomStream {
  /// Returns a factor between `1 / limit` and `limit`, uniform in the logarithm.
  mutating func factor(within limit: Double) -> Double {
    pow(limit, uniform(in: -1...1))
  }
}
