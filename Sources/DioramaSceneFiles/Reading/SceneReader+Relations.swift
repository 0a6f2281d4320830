// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  func readContact(_ section: MarkupElement) {
    for element in section.children("exclude") {
      let item = SceneItem(element)
      _ = claimName(item, .exclude, index: scene.exclusions.count)
      guard let (first, second) = pair(item, "body1", "body2", .body) else { continue }
      scene.exclusions.append(BodyPair(BodyID(first), BodyID(second)))
    }
    for element in section.children("pair") {
      let item = item(element)
      _ = claimName(item, .pair, index: scene.contactPairs.count)
      guard let (first, second) = pair(item, "geom1", "geom2", .geom) else { continue }
      var pair = ContactPair(ShapeID(first), ShapeID(second))
      if let friction = item["friction"], let numbers = item.numbers("friction") {
        // sliding along two directions, spinning, rolling about two
        pair.friction = numbers[0]
        if numbers.count > 2 { pair.torsionalFriction = numbers[2] }
        if numbers.count > 3 { pair.rollingFriction = numbers[3] }
        let isAlike = [(0, 1), (3, 4)].allSatisfy {
          $1 >= numbers.count || numbers[$0] == numbers[$1]
        }
        if !isAlike {
          note(
            friction, of: "pair", .used, "alike in both directions: the first number of each two")
        }
      }
      pair.contactDimension = item.word("condim").flatMap { Int($0) }
      scene.contactPairs.append(pair)
    }
  }

  func readEqualities(_ section: MarkupElement) {
    for element in section.children where !element.isRefused {
      var item = item(element)
      // the default class holds the defaults of all constraints together
      item.inherit(classes[element["class"]?.value ?? "main"]?["equality"] ?? [:])
      if item.flag("active") == false {
        note(element, .ignored, "active is false")
        continue
      }
      let name = claimName(item, .equality, index: scene.equalities.count)
      guard let first = requiredReference(item, "body1", to: .body) else { continue }
      // without body2, the second body is the world
      let second = item.has("body2") ? reference(item, "body2", to: .body) : 0
      guard let second else { continue }
      if first == second {
        refuse(element, .sameTwice(kind: "body", name: scene.bodies[first].name))
      }
      var kind = Equality.Kind.weld(relativePose: relativePose(item))
      if element.name == "connect" {
        if !item.has("anchor") { refuse(element, .missingAttribute("anchor")) }
        kind = .connect(anchor: item.vector("anchor") ?? .zero)
      }
      var equality = Equality(
        name: name, kind: kind, first: BodyID(first), second: BodyID(second))
      equality.softness = softness(item, of: equality)
      scene.equalities.append(equality)
    }
  }

  /// Reads how a constraint gives way, which counts for welds to what the program poses.
  private func softness(_ item: SceneItem, of equality: Equality) -> WeldSoftness {
    let bodies = [scene[equality.first], scene[equality.second]]
    if item.name == "connect" || !bodies.contains(where: \.isPosedByProgram) {
      for name in ["solref", "solimp"] {
        if let attribute = item[name] {
          note(attribute, of: item.name, .ignored, "ODE's own softness applies")
        }
      }
    }
    let reference = item.numbers("solref").flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
    let impedance = item.numbers("solimp").flatMap { $0.count > 1 ? $0[1] : nil }
    return WeldSoftness(
      reference: reference ?? (0.02, 1), impedance: impedance ?? 0.95,
      timeStep: scene.options.timeStep)
  }

  /// Checks the tendons: those that pull or limit are refused, others only serve sensors and drawing.
  func readTendons(_ section: MarkupElement) {
    for element in section.children where !element.isRefused {
      var item = item(element)
      // the default class holds the defaults of both kinds of tendon
      item.inherit(classes[element["class"]?.value ?? "main"]?["tendon"] ?? [:])
      let action = SceneRule.tendonActions.lazy.compactMap { item[$0.key] }
        .first { $0.value.tokens.contains { Double($0) != 0 } }
      if let action {
        refuse(
          action, of: element.name,
          .unsupported(
            value: String(action.value.prefix(40)),
            advice: "remove it; hinges and slides can have springs and limits"))
      } else {
        note(element, .ignored, "nothing pulls at it")
      }
    }
  }

  /// Returns the pose of `relpose`; nil if its quaternion is zero, which stands for the initial pose.
  private func relativePose(_ item: SceneItem) -> Pose? {
    guard let n = item.numbers("relpose"), n[3...].contains(where: { $0 != 0 }) else { return nil }
    return Pose(
      Vector3(n[0], n[1], n[2]), Quaternion(w: n[3], x: n[4], y: n[5], z: n[6]).normalized)
  }

  /// Returns the indices of two different things that `item` refers to.
  private func pair(
    _ item: SceneItem, _ first: String, _ second: String, _ kind: Kind
  ) -> (Int, Int)? {
    guard let one = requiredReference(item, first, to: kind),
      let other = requiredReference(item, second, to: kind)
    else { return nil }
    if one == other {
      refuse(item.element, .sameTwice(kind: kind.rawValue, name: item.word(first) ?? ""))
    }
    return (one, other)
  }
}
