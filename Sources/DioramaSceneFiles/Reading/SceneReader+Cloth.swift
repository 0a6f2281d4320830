// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// The most particles of a cloth.
  private static let particleLimit = 10_000

  /// Reads a `flexcomp`; if something is missing or wrong, it is refused and the cloth is left out.
  func readCloth(_ item: SceneItem, _ body: BodyID) {
    guard let name = requiredName(item, .flex, index: scene.cloths.count),
      let (count, spacing) = grid(item, name)
    else { return }
    guard let (stiffness, damping) = springs(item, name, count, spacing) else { return }
    var sheet = ClothSheet(
      name: name, body: body, pose: pose(item), count: count, spacing: spacing,
      mass: item.number("mass") ?? 1, stiffness: stiffness)
    sheet.damping = damping
    sheet.radius = item.number("radius") ?? sheet.radius
    sheet.group = item.number("group").map { Int($0) } ?? 0
    sheet.material = reference(item, "material", to: .material).map { MaterialID($0) }
    sheet.color = item.opaqueColor("rgba") ?? sheet.color
    for element in item.element.children("contact") { readContact(SceneItem(element), &sheet) }
    var pins = Set<Int>()
    for element in item.element.children("pin") { readPins(SceneItem(element), sheet, &pins) }
    sheet.pins = pins.sorted()
    scene.cloths.append(sheet)
  }

  private func grid(_ item: SceneItem, _ name: String) -> (SIMD2<Int>, SIMD2<Double>)? {
    if let type = item["type"], type.value != "grid" {
      refuse(type, of: item.name, .unsupported(value: type.value, advice: "use grid"))
      return nil
    }
    if !item.has("type") { refuse(item.element, .missingAttribute("type")) }
    let dimensions = Int(item.number("dim") ?? 2)
    if dimensions == 3, let attribute = item["dim"] {
      refuse(
        attribute, of: item.name,
        .unsupported(value: "3", advice: "use 2 for a cloth or 1 for a cord"))
      return nil
    }
    guard let attribute = item["count"], let numbers = item.numbers("count") else {
      if !item.has("count") { refuse(item.element, .missingAttribute("count")) }
      return nil
    }
    let count = SIMD2(Int(numbers[0]), Int(numbers[1]))
    for (axis, number) in numbers.enumerated().dropFirst(dimensions) where number != 1 {
      refuse(attribute, of: item.name, .flatGrid(Int(number), axis: axis, dimensions: dimensions))
      return nil
    }
    let particles = count.x * count.y
    guard particles <= Self.particleLimit else {
      refuse(attribute, of: item.name, .tooManyParticles(particles, limit: Self.particleLimit))
      return nil
    }
    guard count.x > 1, dimensions == 1 || count.y > 1 else {
      refuse(attribute, of: item.name, .tooFewParticles(particles, dimensions: dimensions))
      return nil
    }
    let spacing = item.numbers("spacing") ?? [0.02, 0.02, 0.02]
    return (count, SIMD2(spacing[0], spacing[1]))
  }

  /// Returns the springs and dashpots that `elasticity` and `edge` describe.
  private func springs(
    _ item: SceneItem, _ name: String, _ count: SIMD2<Int>, _ spacing: SIMD2<Double>
  ) -> (ClothSheet.Springs, ClothSheet.Springs)? {
    let edge = item.element.children("edge").first.map { SceneItem($0) }
    let edgeDamping = edge?.number("damping") ?? 0
    if count.y == 1 {
      guard let stiffness = edge?.number("stiffness") else {
        if edge?.has("stiffness") != true { refuse(item.element, .limpCord(name)) }
        return nil
      }
      let one = SIMD2<Double>(repeating: 1)
      return (
        ClothSheet.Springs(structural: stiffness * one),
        ClothSheet.Springs(structural: edgeDamping * one)
      )
    }
    if let stiffness = edge?["stiffness"] {
      let advice = "only a cord (dim=\"1\") has it; give <elasticity> a young"
      refuse(stiffness, of: "edge", .unsupported(value: stiffness.value, advice: advice))
    }
    guard let element = item.element.children("elasticity").first else {
      refuse(item.element, .limpCloth(name))
      return nil
    }
    return membrane(SceneItem(element), spacing, edgeDamping)
  }

  private func membrane(
    _ item: SceneItem, _ spacing: SIMD2<Double>, _ edgeDamping: Double
  ) -> (ClothSheet.Springs, ClothSheet.Springs)? {
    for needed in ["young", "thickness", "elastic2d"] where !item.has(needed) {
      refuse(item.element, .missingAttribute(needed))
    }
    guard let young = item.number("young"), let thickness = item.number("thickness"),
      let kind = item["elastic2d"]
    else { return nil }
    guard kind.value == "stretch" || kind.value == "both" else {
      let advice = "a cloth resists stretching; use stretch or both"
      refuse(kind, of: item.name, .unsupported(value: kind.value, advice: advice))
      return nil
    }
    let stiffness = ClothSheet.Springs(
      young: young, poisson: item.number("poisson") ?? 0, thickness: thickness, spacing: spacing,
      bends: kind.value == "both")
    guard stiffness.structural.min() > 0 else {
      refuse(item.element, .obliqueCells(spacing))
      return nil
    }
    var springs = stiffness
    // MuJoCo 3.3.7 refuses pins on a cloth that resists bending, so a parameter may set the bend stiffness
    if kind.value == "stretch" {
      springs.bend = SIMD2(repeating: scene.parameters["cloth_bend_stiffness"]?.first ?? 0)
    }
    var damping = (item.number("damping") ?? 0) * springs
    damping.structural += edgeDamping
    return (springs, damping)
  }

  private func readContact(_ item: SceneItem, _ sheet: inout ClothSheet) {
    sheet.contactKind = item.number("contype").map(Self.bits) ?? 1
    sheet.contactPartners = item.number("conaffinity").map(Self.bits) ?? 1
    sheet.hasFriction = item.word("condim") != "1"
    sheet.priority = item.number("priority").map { Int($0) } ?? 0
    sheet.friction = item.number("friction") ?? 1
    sheet.touchesItself = item.word("selfcollide") != "none"
  }

  private func readPins(_ item: SceneItem, _ sheet: ClothSheet, _ pins: inout Set<Int>) {
    let dimensions = sheet.count.y == 1 ? 1 : 2
    func numbers(_ name: String, multipleOf size: Int) -> [[Int]] {
      guard let attribute = item[name], let numbers = item.numbers(name) else { return [] }
      guard numbers.count.isMultiple(of: size) else {
        refuse(attribute, of: item.name, .notInGroups(numbers.count, of: size))
        return []
      }
      return stride(from: 0, to: numbers.count, by: size).map { first in
        numbers[first..<first + size].map { Int($0) }
      }
    }
    func pin(_ particle: Int, _ name: String) {
      guard (0..<sheet.particleCount).contains(particle) else {
        if let attribute = item[name] {
          refuse(attribute, of: item.name, .pinOutOfRange(particle, count: sheet.particleCount))
        }
        return
      }
      pins.insert(particle)
    }
    func pin(row: Int, column: Int, _ name: String) {
      let isInside = (0..<sheet.count.x).contains(row) && (0..<sheet.count.y).contains(column)
      guard isInside else {
        if let attribute = item[name] {
          refuse(
            attribute, of: item.name,
            .gridPinOutOfRange(SIMD2(row, column), count: sheet.count))
        }
        return
      }
      pins.insert(row * sheet.count.y + column)
    }
    for id in numbers("id", multipleOf: 1) { pin(id[0], "id") }
    for range in numbers("range", multipleOf: 2) {
      pin(range[0], "range")
      pin(range[1], "range")
      let first = max(0, range[0])
      for particle in first..<max(first, min(range[1], sheet.particleCount)) {
        pins.insert(particle)
      }
    }
    for place in numbers("grid", multipleOf: dimensions) {
      pin(row: place[0], column: dimensions == 2 ? place[1] : 0, "grid")
    }
    for range in numbers("gridrange", multipleOf: 2 * dimensions) {
      let rows = (range[0], range[dimensions])
      let columns = dimensions == 2 ? (range[1], range[3]) : (0, 0)
      pin(row: rows.0, column: columns.0, "gridrange")
      pin(row: rows.1, column: columns.1, "gridrange")
      guard (0..<sheet.count.x).contains(rows.1), (0..<sheet.count.y).contains(columns.1) else {
        continue
      }
      for row in 0...rows.1 where row >= rows.0 {
        for column in 0...columns.1 where column >= columns.0 {
          pins.insert(row * sheet.count.y + column)
        }
      }
    }
  }
}
