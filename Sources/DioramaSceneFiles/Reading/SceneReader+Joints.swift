// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  func readFreeJoint(_ item: SceneItem, _ body: BodyID) {
    let name = claimName(item, .joint, index: scene.joints.count)
    scene.joints.append(Joint(name: name, kind: .free, body: body))
  }

  func readJoint(_ item: SceneItem, _ body: BodyID) {
    let kind = Joint.Kind(rawValue: item.word("type") ?? "hinge") ?? .hinge
    var joint = Joint(
      name: claimName(item, .joint, index: scene.joints.count), kind: kind, body: body)
    if kind != .free { joint.anchor = item.vector("pos") ?? .zero }
    if kind == .hinge || kind == .slide, let axis = item.vector("axis") {
      if axis.length > 1e-12 {
        joint.axis = axis.normalized
      } else if let attribute = item["axis"] {
        refuse(attribute, of: "joint", .zeroVector)
      }
    }
    // angles of rotations are in the unit of <compiler>, lengths are not
    let unit = kind == .hinge || kind == .ball ? settings.angleUnit : 1
    joint.range = range(item, "range", limited: "limited", required: kind != .free)
      .map { $0.lowerBound * unit...$0.upperBound * unit }
    if kind == .free { joint.range = nil }
    if kind == .ball, let range = joint.range, range.lowerBound != 0,
      let attribute = item["range"]
    {
      refuse(attribute, of: "joint", .ballRange(from: range.lowerBound / unit))
    }
    if kind == .hinge || kind == .slide { joint.reference = (item.number("ref") ?? 0) * unit }
    joint.actuatorForceRange = range(item, "actuatorfrcrange", limited: "actuatorfrclimited")
    joint.damping = item.number("damping") ?? 0
    joint.stiffness = item.number("stiffness") ?? 0
    joint.springReference = (item.number("springref") ?? 0) * (kind == .slide ? 1 : unit)
    joint.frictionLoss = item.number("frictionloss") ?? 0
    joint.armature = item.number("armature") ?? 0
    noteFreedoms(item, joint)
    scene.joints.append(joint)
  }

  /// Notes the attributes of a joint that are not simulated.
  private func noteFreedoms(_ item: SceneItem, _ joint: Joint) {
    func ignore(_ names: [String], _ reason: String) {
      for name in names {
        if let attribute = item[name], item.numbers(name)?.contains(where: { $0 != 0 }) ?? false {
          note(attribute, of: "joint", .ignored, reason)
        }
      }
    }
    switch joint.kind {
    case .free: ignore(["range", "stiffness"], "a free joint has no limits and no spring")
    case .ball: ignore(["springref"], "the spring of a ball joint pulls to the initial pose")
    case .hinge, .slide: break
    }
  }

  /// Returns the range that limits `item`, or nil if it is not limited.
  ///
  /// With `autolimits`, an item with a range is limited, unless `limited` says otherwise.
  func range(
    _ item: SceneItem, _ name: String, limited: String, required: Bool = true
  ) -> ClosedRange<Double>? {
    let isLimited = item.word(limited) ?? "auto"
    guard isLimited != "false" else {
      if let attribute = item[name], !attribute.isInherited {
        note(attribute, of: item.name, .ignored, "\(limited) is false")
      }
      return nil
    }
    guard let attribute = item[name], let numbers = item.numbers(name) else {
      if isLimited == "true", required, !item.has(name) { refuse(item.element, .missingRange) }
      return nil
    }
    if isLimited == "auto", !settings.limitsAreAutomatic {
      refuse(item.element, .unlimitedRange(limited))
    }
    guard numbers[0] < numbers[1] else {
      // MuJoCo's default, 0 0, means no range
      if isLimited == "auto", numbers == [0, 0] { return nil }
      refuse(attribute, of: item.name, .reversedRange(from: numbers[0], to: numbers[1]))
      return nil
    }
    return numbers[0]...numbers[1]
  }
}
