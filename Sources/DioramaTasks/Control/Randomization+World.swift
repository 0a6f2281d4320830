// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene

extension Randomization {
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
}
