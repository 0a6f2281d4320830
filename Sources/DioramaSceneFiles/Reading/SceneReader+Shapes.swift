// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// MuJoCo's grey, which gives way to the colour of a material.
  private static let defaultColor = SIMD4<Float>(0.5, 0.5, 0.5, 1)

  func readShape(_ item: SceneItem, _ body: BodyID) {
    let name = claimName(item, .geom, index: scene.shapes.count)
    // a stand-in for a refused geometry keeps the indices of the other shapes right
    let (geometry, pose) = geometry(item) ?? (.sphere(radius: 1), .identity)
    var shape = Shape(name: name, body: body, geometry: geometry, pose: pose)
    shape.mass = item.number("mass")
    shape.density = item.number("density") ?? shape.density
    shape.priority = item.number("priority").map { Int($0) } ?? 0
    shape.group = item.number("group").map { Int($0) } ?? 0
    if shape.group < settings.massiveGroups.0 || shape.group > settings.massiveGroups.1 {
      shape.mass = 0
    }
    shape.contactKind = item.number("contype").map(Self.bits) ?? 1
    shape.contactPartners = item.number("conaffinity").map(Self.bits) ?? 1
    readFriction(item, &shape)
    readColor(item, &shape)
    if case .plane = geometry, let mover = mover(of: body) {
      refuse(item.element, .movingPlane(shape: name, body: scene[mover].name))
    }
    scene.shapes.append(shape)
  }

  /// Returns the bits of `number`; all bits for -1.
  static func bits(_ number: Double) -> UInt32 {
    UInt32(truncatingIfNeeded: Int64(number))
  }

  private func readFriction(_ item: SceneItem, _ shape: inout Shape) {
    if let numbers = item.numbers("friction") {
      shape.friction = numbers[0]
      if numbers.count > 1 { shape.torsionalFriction = numbers[1] }
      if numbers.count > 2 { shape.rollingFriction = numbers[2] }
    }
    shape.contactDimension = item.word("condim").flatMap { Int($0) } ?? shape.contactDimension
  }

  private func readColor(_ item: SceneItem, _ shape: inout Shape) {
    shape.material = reference(item, "material", to: .material).map { MaterialID($0) }
    shape.color = item.opaqueColor("rgba") ?? Self.defaultColor
    if let material = shape.material, shape.color == Self.defaultColor {
      shape.color = scene[material].color
    }
  }

  /// Returns the body with a joint that makes `body` move, itself or an ancestor; nil if there is none.
  private func mover(of body: BodyID) -> BodyID? {
    var next: BodyID? = body
    while let id = next {
      if scene.joints.contains(where: { $0.body == id }) { return id }
      next = scene[id].parent
    }
    return nil
  }
}
