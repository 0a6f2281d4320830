// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// The orientation attributes, in MuJoCo's order of precedence where a class and an element give different
  /// ones.
  private static let orientations = ["euler", "axisangle", "xyaxes", "zaxis", "quat"]

  /// Returns the pose given by `pos` and an orientation attribute.
  func pose(_ item: SceneItem) -> Pose {
    Pose(item.vector("pos") ?? .zero, orientation(item))
  }

  /// Returns the rotation given by one of the five orientation attributes.
  func orientation(_ item: SceneItem) -> Quaternion {
    let given = Self.orientations.compactMap { item[$0] }
    let own = given.filter { !$0.isInherited }
    if own.count > 1 {
      refuse(item.element, .severalOrientations(own[0].name, own[1].name))
    }
    guard let chosen = own.first(where: { $0.name != "quat" }) ?? given.first else {
      return .identity
    }
    for attribute in own where attribute.name != chosen.name {
      note(
        attribute, of: item.name, .ignored,
        "the default class gives \(chosen.name), which goes before quat as in MuJoCo")
    }
    return orientation(chosen, item)
  }

  private func orientation(_ attribute: MarkupAttribute, _ item: SceneItem) -> Quaternion {
    let numbers = item.numbers(attribute.name) ?? []
    switch attribute.name {
    case "quat":
      let rotation = Quaternion(w: numbers[0], x: numbers[1], y: numbers[2], z: numbers[3])
      if numbers.allSatisfy({ $0 == 0 }) { refuse(attribute, of: item.name, .zeroQuaternion) }
      return rotation.normalized
    case "euler":
      return zip(settings.eulerSequence, numbers).reduce(.identity) { sum, turn in
        let (letter, angle) = turn
        let axes: [Character: Vector3] = ["x": .unitX, "y": .unitY, "z": .unitZ]
        let axis = axes[Character(letter.lowercased())] ?? .unitZ
        let rotation = Quaternion(angle: angle * settings.angleUnit, axis: axis)
        // lower case means the rotated axes, upper case the fixed ones
        return letter.isLowercase ? sum * rotation : rotation * sum
      }
    case "axisangle":
      let axis = Vector3(numbers[0], numbers[1], numbers[2])
      guard isDirection(axis, attribute, item) else { return .identity }
      return Quaternion(angle: numbers[3] * settings.angleUnit, axis: axis)
    case "xyaxes":
      let x = Vector3(numbers[0], numbers[1], numbers[2])
      let y = Vector3(numbers[3], numbers[4], numbers[5])
      return frame(x: x, y: y, attribute, item)
    default:
      let axis = Vector3(numbers[0], numbers[1], numbers[2])
      guard isDirection(axis, attribute, item) else { return .identity }
      return Self.rotation(ofZTo: axis)
    }
  }

  private func frame(
    x: Vector3, y: Vector3, _ attribute: MarkupAttribute, _ item: SceneItem
  ) -> Quaternion {
    guard isDirection(x, attribute, item), isDirection(y, attribute, item) else {
      return .identity
    }
    let x = x.normalized
    let upright = y.normalized - x * x.dot(y.normalized)
    guard upright.length > 1e-9 else {
      refuse(attribute, of: item.name, .parallelAxes)
      return .identity
    }
    let y = upright.normalized
    return Quaternion(columns: x, y, x.cross(y)).normalized
  }

  private func isDirection(
    _ vector: Vector3, _ attribute: MarkupAttribute, _ item: SceneItem
  ) -> Bool {
    if vector.length > 1e-12 { return true }
    refuse(attribute, of: item.name, .zeroVector)
    return false
  }

  /// Returns the shortest rotation that turns the z axis to `direction`; about x if it is by half a turn.
  static func rotation(ofZTo direction: Vector3) -> Quaternion {
    let direction = direction.normalized
    // MuJoCo's choice of the axis, where every one would do
    if direction.z < 0, Vector3(direction.x, direction.y, 0).length < 1e-10 {
      return Quaternion(w: 0, x: 1, y: 0, z: 0)
    }
    return Quaternion(from: .unitZ, to: direction)
  }
}
