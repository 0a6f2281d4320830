// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPainting
internal import DioramaScene

extension Pendulum {
  /// Makes the look: a rod before a dial whose top is green.
  public static func makeLook() -> ClassicLook<Pendulum> {
    let pivot = Vector3(0, 0, 1.35)  // [m]
    var builder = SceneBuilder(name: "pendulum")
    let upright = Quaternion(from: .unitZ, to: .unitY)
    builder.addBox(
      Vector3(-1.5, -0.7, -0.1), Vector3(1.5, 0.9, 0), to: BodyID(0), SIMD3(0.62, 0.48, 0.34))
    let dial = builder.addBody("dial")
    builder.add(
      .cylinder(radius: 1.2, halfLength: 0.04), to: dial,
      at: Pose(pivot + Vector3(0, 0.24, 0), upright), SIMD3(0.62, 0.68, 0.74))
    builder.addBox(
      Vector3(-0.12, 0.22, 0), Vector3(0.12, 0.4, 1), to: dial, SIMD3(0.35, 0.37, 0.42))
    let mark = builder.addBody("mark")
    for step in -2...2 {  // the sector that counts as upright
      let turn = Quaternion(angle: 0.1 * Double(step), axis: .unitY)
      builder.add(
        .box(halfSize: Vector3(0.065, 0.012, 0.09)), to: mark,
        at: Pose(pivot + Vector3(0, 0.2, 0) + turn.rotate(Vector3(0, 0, 1.1)), turn),
        SIMD3(0.22, 0.66, 0.30))
    }
    let rod = builder.addBody("rod", moves: true)
    let red = SIMD3<Float>(0.85, 0.22, 0.12)
    builder.add(
      .capsule(radius: 0.075, halfLength: 0.5), to: rod, at: Pose(Vector3(0, 0, 0.5)), red,
      specular: 0.4)
    builder.add(
      .sphere(radius: 0.13), to: rod, at: Pose(Vector3(0, 0, 1)), red, specular: 0.4)
    builder.add(
      .cylinder(radius: 0.06, halfLength: 0.2), to: rod, at: Pose(Vector3(0, 0.05, 0), upright),
      SIMD3(0.20, 0.21, 0.24), specular: 0.5)
    // from behind the cameras: a higher sun would smear the rod's shadow over the dial
    builder.addLight(Vector3(0.45, 1, -0.75))
    let (low, high) = (Vector3(-1.25, -0.2, 0.1), Vector3(1.25, 0.3, 2.6))
    builder.addCamera("front", sines: (0.98, 0.198997487421324), low: low, high: high)
    builder.addCamera("high", sines: (0.8, 0.6), low: low, high: high)
    return ClassicLook(scene: builder.scene) { pendulum, poses in
      // seen from the south, counter-clockwise is against the right-hand rule about north
      poses[rod.index] = Pose(pivot, Quaternion(angle: -pendulum.wrappedAngle, axis: .unitY))
    }
  }
}
