// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// Scenes of a few boxes before one camera.
enum SmallScene {
  /// A camera one metre before the origin, looking along -x with z up and y to the right.
  static func make(_ boxes: [(center: Vector3, half: Vector3, color: SIMD4<Float>)]) -> Scene {
    var scene = Scene(name: "small")
    scene.look.ambient = SIMD3(repeating: 1)
    scene.cameras = [
      Camera(
        name: "eye", body: BodyID(0),
        pose: Pose(Vector3(1, 0, 0), Quaternion(columns: .unitY, .unitZ, .unitX)),
        fieldOfView: .pi / 2)
    ]
    for (index, box) in boxes.enumerated() {
      var body = Body(name: "box_\(index)", parent: BodyID(0), pose: Pose(box.center))
      body.isPosedByProgram = true
      scene.bodies.append(body)
      var shape = Shape(
        name: "", body: BodyID(index + 1), geometry: .box(halfSize: box.half), pose: .identity)
      shape.color = box.color
      scene.shapes.append(shape)
    }
    return scene
  }

  static let red = SIMD4<Float>(1, 0, 0, 1)
  static let green = SIMD4<Float>(0, 1, 0, 1)
  static let blue = SIMD4<Float>(0, 0, 1, 1)
}
