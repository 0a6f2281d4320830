// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  private static let world = BodyID(0)

  /// Reads the tree of bodies; several `worldbody` sections count as one.
  func readWorld(_ sections: [MarkupElement]) {
    for section in sections { readParts(of: section, Self.world, childClass: "main") }
    for section in sections {
      for child in section.children("body") { readBody(child, Self.world, childClass: "main") }
    }
    for (camera, attribute) in cameraTargets {
      if let index = reference(attribute, of: "camera", to: .body) {
        scene.cameras[camera].target = BodyID(index)
      }
    }
    checkMasses(sections)
  }

  private func readBody(_ element: MarkupElement, _ parent: BodyID, childClass: String) {
    let item = SceneItem(element)
    let id = BodyID(scene.bodies.count)
    var body = Body(
      name: claimName(item, .body, index: id.index), parent: parent, pose: pose(item))
    body.gravityCompensation = item.number("gravcomp") ?? 0
    body.isPosedByProgram = item.flag("mocap") ?? false
    if body.isPosedByProgram, parent != Self.world {
      refuse(element, .nestedMocap(body: body.name))
    }
    scene.bodies.append(body)
    if let inertial = element.children("inertial").first {
      let isMoving = ["joint", "freejoint"].contains { !element.children($0).isEmpty }
      readInertial(inertial, id, isMoving: isMoving)
    }
    var childClass = childClass
    if let attribute = item["childclass"] {
      childClass = knownClass(attribute, of: "body") ?? childClass
    }
    readParts(of: element, id, childClass: childClass)
    checkJoints(of: id, element)
    if let attribute = item["gravcomp"], body.gravityCompensation != 0,
      !scene.joints.contains(where: { $0.body == id })
    {
      note(attribute, of: "body", .ignored, "a body without joints moves with its parent")
    }
    for child in element.children("body") { readBody(child, id, childClass: childClass) }
  }

  private func readParts(of element: MarkupElement, _ body: BodyID, childClass: String) {
    for child in element.children where !child.isRefused {
      switch child.name {
      case "joint": readJoint(item(child, childClass: childClass), body)
      case "freejoint": readFreeJoint(SceneItem(child), body)
      case "geom": readShape(item(child, childClass: childClass), body)
      case "site": readSite(item(child, childClass: childClass), body)
      case "camera": readCamera(item(child, childClass: childClass), body)
      case "light": readLight(item(child, childClass: childClass), body)
      case "flexcomp": readCloth(SceneItem(child), body)
      default: break
      }
    }
  }

  /// Checks the joints of one body by MuJoCo's rules.
  private func checkJoints(of id: BodyID, _ element: MarkupElement) {
    let body = scene[id]
    let kinds = scene.joints.reversed().prefix { $0.body == id }.map(\.kind).reversed()
    guard !kinds.isEmpty else { return }
    if body.isPosedByProgram { refuse(element, .mocapWithJoint(body: body.name)) }
    if kinds.contains(.free) {
      if kinds.count > 1 { refuse(element, .freeJointNotAlone(body: body.name)) }
      if body.parent != Self.world { refuse(element, .nestedFreeJoint(body: body.name)) }
    }
    if kinds.drop(while: { $0 != .ball }).dropFirst().contains(where: {
      $0 == .hinge || $0 == .ball
    }) {
      refuse(element, .rotationAfterBall(body: body.name))
    }
    if kinds.reduce(0, { $0 + $1.velocityCount }) > 6, !kinds.contains(.free) {
      refuse(element, .tooManyFreedoms(body: body.name))
    }
  }

  /// Refuses bodies that can move but have no mass, either of their own or of bodies fixed to them.
  private func checkMasses(_ sections: [MarkupElement]) {
    var elements: [MarkupElement] = []
    func collect(_ element: MarkupElement) {
      for child in element.children("body") {
        elements.append(child)
        collect(child)
      }
    }
    for section in sections { collect(section) }
    var jointed = Array(repeating: false, count: scene.bodies.count)
    for joint in scene.joints { jointed[joint.body.index] = true }
    var massive = scene.bodies.map { $0.inertial.map { $0.mass > 0 } ?? false }
    for shape in scene.shapes where shape.hasMass && scene[shape.body].inertial == nil {
      massive[shape.body.index] = true
    }
    for index in scene.bodies.indices.reversed() where massive[index] && !jointed[index] {
      if let parent = scene.bodies[index].parent { massive[parent.index] = true }
    }
    for index in scene.bodies.indices.dropFirst() where jointed[index] && !massive[index] {
      refuse(elements[index - 1], .massless(body: scene.bodies[index].name))
    }
  }
}

extension Shape {
  /// Whether it adds to the mass of its body.
  fileprivate var hasMass: Bool {
    if case .plane = geometry { return false }
    return mass.map { $0 > 0 } ?? (density > 0)
  }
}
