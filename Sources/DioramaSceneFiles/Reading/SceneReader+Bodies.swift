// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  private static let world = BodyID(0)

  /// Reads the tree of bodies; several `worldbody` sections count as one.
  func readWorld(_ sections: [MarkupElement]) {
    let parts = sections.flatMap { self.parts(of: $0, childClass: "main") }
    read(parts, of: Self.world)
    readBodies(in: parts, of: Self.world)
    for (camera, attribute) in cameraTargets {
      if let index = reference(attribute, of: "camera", to: .body) {
        scene.cameras[camera].target = BodyID(index)
      }
    }
    checkMasses()
  }

  private func readBodies(in parts: [PlacedPart], of parent: BodyID) {
    for part in parts where part.element.name == "body" { readBody(part, parent) }
  }

  private func readBody(_ part: PlacedPart, _ parent: BodyID) {
    let element = part.element
    let item = SceneItem(element)
    let id = BodyID(scene.bodies.count)
    bodyElements.append(element)
    let name = claimName(item, .body, index: id.index)
    var body = Body(name: name, parent: parent, pose: part.frame.placing(pose(item)))
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
    var childClass = part.childClass
    if let attribute = item["childclass"] {
      childClass = knownClass(attribute, of: "body") ?? childClass
    }
    let parts = self.parts(of: element, childClass: childClass)
    read(parts, of: id)
    checkJoints(of: id, element)
    if let attribute = item["gravcomp"], body.gravityCompensation != 0,
      !scene.joints.contains(where: { $0.body == id })
    {
      note(attribute, of: "body", .ignored, "a body without joints moves with its parent")
    }
    readBodies(in: parts, of: id)
  }

  /// Reads what a body has, but for other bodies.
  private func read(_ parts: [PlacedPart], of body: BodyID) {
    for part in parts {
      let (element, childClass) = (part.element, part.childClass)
      let counts = (
        scene.shapes.count, scene.sites.count, scene.cameras.count, scene.lights.count,
        scene.cloths.count
      )
      switch element.name {
      case "joint": readJoint(item(element, childClass: childClass), body)
      case "freejoint": readFreeJoint(SceneItem(element), body)
      case "geom": readShape(item(element, childClass: childClass), body)
      case "site": readSite(item(element, childClass: childClass), body)
      case "camera": readCamera(item(element, childClass: childClass), body)
      case "light": readLight(item(element, childClass: childClass), body)
      case "flexcomp": readCloth(SceneItem(element), body)
      default: continue
      }
      guard part.frame != .identity else { continue }
      for index in scene.shapes.indices.dropFirst(counts.0) {
        scene.shapes[index].pose = part.frame * scene.shapes[index].pose
      }
      for index in scene.sites.indices.dropFirst(counts.1) {
        scene.sites[index].pose = part.frame * scene.sites[index].pose
      }
      for index in scene.cameras.indices.dropFirst(counts.2) {
        scene.cameras[index].pose = part.frame * scene.cameras[index].pose
      }
      for index in scene.lights.indices.dropFirst(counts.3) {
        scene.lights[index].position = part.frame.transform(scene.lights[index].position)
        scene.lights[index].direction =
          part.frame.orientation.rotate(scene.lights[index].direction)
      }
      for index in scene.cloths.indices.dropFirst(counts.4) {
        scene.cloths[index].pose = part.frame * scene.cloths[index].pose
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
  private func checkMasses() {
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
      refuse(bodyElements[index - 1], .massless(body: scene.bodies[index].name))
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

extension Pose {
  /// Returns `pose` in the frame that this one is in; to the bit where this one is the identity.
  fileprivate func placing(_ pose: Pose) -> Pose { self == .identity ? pose : self * pose }
}
