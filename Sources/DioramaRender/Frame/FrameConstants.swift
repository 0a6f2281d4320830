// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Glibc

/// The numbers of the shaders' `Frame` block: a camera and the lights in their present poses.
struct FrameConstants: Equatable {
  /// The numbers in the block's layout (std140).
  private(set) var floats: [Float] = []

  /// The largest number of lights that the shaders take.
  static let lightLimit = 8

  init(
    _ list: DrawList, camera: Camera, poses: Span<Pose>, aspect: Double, shadowSize: Int
  ) {
    let cameraPose = camera.pose(poses)
    let projection = Matrix4.perspective(
      fieldOfView: camera.fieldOfView, aspect: aspect, clip: list.look.clipping)
    let view = Matrix4(cameraPose.inverse)
    let lights = Self.ordered(list)
    let shadow = lights.first.map { Self.shadowProjection($0, list.look, poses) }
    let texel = 2 * list.look.extent / Double(max(1, shadowSize))
    let slope = tan(camera.fieldOfView / 2)
    let sky = list.textures.first { $0.kind == .skybox }

    floats.reserveCapacity(128)
    floats += (projection * view).floats
    floats += view.floats
    floats += (shadow ?? Matrix4(.identity)).floats
    floats += (Matrix4.halved * (shadow ?? Matrix4(.identity))).floats
    append(SIMD3<Float>(cameraPose.position), Float(texel))
    // ambient light is a little brighter from above than from below
    let ambient = lights.reduce(list.look.ambient) { $0 + $1.ambient }
    append(ambient * 1.25, 0)
    append(ambient * SIMD3(0.78, 0.75, 0.72), Float(slope))
    append(list.look.headlight, Float(slope * aspect))
    append((sky?.firstColor ?? .zero).linear, 0)
    append((sky.map { $0.source == .flat ? $0.firstColor : $0.secondColor } ?? .zero).linear, 0)
    for light in lights { append(light, poses) }
  }

  /// The lights in the shaders' order: the one whose shadows are drawn first.
  static func ordered(_ list: DrawList) -> [Light] {
    var lights = list.lights
    if let caster = lights.firstIndex(where: \.castsShadow) {
      lights.insert(lights.remove(at: caster), at: 0)
    }
    return Array(lights.prefix(lightLimit))
  }

  /// Returns the projection of the shadow map: the scene's extent by its statistics, seen from the light.
  private static func shadowProjection(
    _ light: Light, _ look: Look, _ poses: Span<Pose>
  ) -> Matrix4 {
    let pose = poses[light.body.index]
    let direction = pose.orientation.rotate(light.direction).normalized
    let turn = Quaternion(
      columns: direction.anyPerpendicular.cross(-direction).normalized, direction.anyPerpendicular,
      -direction)
    if light.isDirectional {
      let view = Matrix4(Pose(look.center, turn).inverse)
      return Matrix4.parallel(radius: look.extent) * view
    }
    let position = pose.transform(light.position)
    let far = (look.center - position).length + 2 * look.extent
    let angle = min(2 * light.cutoff, 2.4)
    return Matrix4.perspective(fieldOfView: angle, aspect: 1, clip: 0.02 * far...far)
      * Matrix4(Pose(position, turn).inverse)
  }

  private mutating func append(_ color: SIMD3<Float>, _ last: Float) {
    floats.append(color.x)
    floats.append(color.y)
    floats.append(color.z)
    floats.append(last)
  }

  private mutating func append(_ light: Light, _ poses: Span<Pose>) {
    let pose = poses[light.body.index]
    let direction = SIMD3<Float>(pose.orientation.rotate(light.direction).normalized)
    if light.isDirectional {
      append(-direction, 0)
    } else {
      append(SIMD3<Float>(pose.transform(light.position)), 1)
    }
    append(direction, Float(cos(min(light.cutoff, .pi))))
    append(light.diffuse, Float(light.exponent))
    append(light.specular, 0)
    append(light.attenuation, 0)
  }
}
