// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  func readActuators(_ section: MarkupElement) {
    for element in section.children where !element.isRefused {
      let item = item(element)
      let name = claimName(item, .actuator, index: scene.actuators.count)
      guard let joint = requiredReference(item, "joint", to: .joint) else { continue }
      let kind = scene.joints[joint].kind
      if kind != .hinge && kind != .slide, let attribute = item["joint"] {
        refuse(
          attribute, of: item.name, .undrivableJoint(attribute.value, kind: kind.rawValue))
      }
      var actuator = Actuator(name: name, kind: driveKind(item), joint: JointID(joint))
      if let gear = item["gear"], let numbers = item.numbers("gear") {
        actuator.gear = numbers[0]
        if numbers.dropFirst().contains(where: { $0 != 0 }) {
          note(gear, of: item.name, .used, "only the first number; a joint has one direction")
        }
      }
      actuator.controlRange = range(item, "ctrlrange", limited: "ctrllimited")
      actuator.forceRange = range(item, "forcerange", limited: "forcelimited")
      inheritRange(item, &actuator)
      scene.actuators.append(actuator)
    }
  }

  private func driveKind(_ item: SceneItem) -> Actuator.Kind {
    switch item.name {
    case "position":
      .position(stiffness: item.number("kp") ?? 1, damping: item.number("kv") ?? 0)
    case "velocity": .velocity(damping: item.number("kv") ?? 1)
    case "general": generalKind(item)
    default: .motor
    }
  }

  /// Reads an actuator whose force is linear in control, position and velocity; refuses others.
  private func generalKind(_ item: SceneItem) -> Actuator.Kind {
    for (name, usual) in [
      ("gaintype", ["fixed"]), ("biastype", ["none", "affine"]), ("dyntype", ["none"]),
    ] {
      if let attribute = item[name], !usual.contains(attribute.value) {
        refuse(
          attribute, of: item.name,
          .unsupported(value: attribute.value, advice: "use motor, position or velocity"))
      }
    }
    let gain = item.numbers("gainprm")?.first ?? 1
    var bias = item.word("biastype") == "affine" ? item.numbers("biasprm") ?? [] : []
    bias += Array(repeating: 0, count: max(0, 3 - bias.count))
    return .general(gain: gain, bias: bias[0], stiffness: bias[1], damping: bias[2])
  }

  /// Sets the control range to the joint's range, scaled about its middle, if `inheritrange` is given.
  private func inheritRange(_ item: SceneItem, _ actuator: inout Actuator) {
    guard let attribute = item["inheritrange"], let scale = item.number("inheritrange"), scale > 0
    else { return }
    if item.has("ctrlrange") {
      return refuse(
        attribute, of: item.name,
        .unsupported(value: attribute.value, advice: "ctrlrange is given already; keep one"))
    }
    guard let range = scene[actuator.joint].range else {
      return refuse(
        attribute, of: item.name,
        .unsupported(value: attribute.value, advice: "the joint has no range; give ctrlrange"))
    }
    let middle = (range.lowerBound + range.upperBound) / 2
    let half = (range.upperBound - range.lowerBound) / 2 * scale
    actuator.controlRange = middle - half...middle + half
  }

  func readKeyframes(_ section: MarkupElement) {
    for element in section.children("key") {
      let item = SceneItem(element)
      let name = claimName(item, .key, index: scene.keyframes.count)
      scene.keyframes.append(
        Keyframe(
          name: name, positions: state(item, "qpos", scene.positionCount, "as its joints say"),
          velocities: state(item, "qvel", scene.velocityCount, "one a degree of freedom"),
          controls: state(item, "ctrl", scene.actuators.count, "one an actuator")))
    }
  }

  private func state(
    _ item: SceneItem, _ name: String, _ expected: Int, _ unit: String
  ) -> [Double] {
    guard let attribute = item[name], let numbers = item.numbers(name) else { return [] }
    if numbers.count != expected {
      refuse(
        attribute, of: "key", .keyLength(numbers.count, expected: expected, unit: unit))
    }
    return numbers
  }
}
