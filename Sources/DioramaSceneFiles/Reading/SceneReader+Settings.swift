// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  func readCompiler(_ element: MarkupElement) {
    let item = SceneItem(element)
    if let angle = item.word("angle") { settings.angleUnit = angle == "radian" ? 1 : .pi / 180 }
    if let sequence = item["eulerseq"] {
      if sequence.value.count == 3, sequence.value.allSatisfy({ "xyzXYZ".contains($0) }) {
        settings.eulerSequence = sequence.value
      } else {
        refuse(
          sequence, of: "compiler",
          .unsupported(value: sequence.value, advice: "give three of the letters xyzXYZ"))
      }
    }
    if let automatic = item.flag("autolimits") { settings.limitsAreAutomatic = automatic }
    if let source = item.word("inertiafromgeom") {
      settings.inertiaFromShapes = source == "auto" ? nil : source == "true"
    }
    if let groups = item.numbers("inertiagrouprange") {
      // as in MuJoCo, a reversed range holds no group
      settings.massiveGroups = (Int(groups[0]), Int(groups[1]))
    }
    if let mass = item.number("settotalmass"), mass > 0 { scene.options.totalMass = mass }
    if let directory = item.word("assetdir") {
      settings.meshDirectory = directory
      settings.textureDirectory = directory
    }
    if let directory = item.word("meshdir") { settings.meshDirectory = directory }
    if let directory = item.word("texturedir") { settings.textureDirectory = directory }
    if let strips = item.flag("strippath") { settings.stripsPaths = strips }
  }

  func readOption(_ element: MarkupElement) {
    let item = SceneItem(element)
    if let timeStep = item.number("timestep") { scene.options.timeStep = timeStep }
    if let gravity = item.vector("gravity") { scene.options.gravity = gravity }
    for flag in element.children("flag") {
      for attribute in flag.attributes where !attribute.isRefused {
        settings.disabled[attribute.name] = attribute.value == "disable"
      }
    }
  }

  /// Removes the features that `flag` disables from the finished scene.
  func applyFlags() {
    func isDisabled(_ names: String...) -> Bool {
      names.contains { settings.disabled[$0] == true }
    }
    if isDisabled("gravity") { scene.options.gravity = .zero }
    if isDisabled("contact", "constraint") {
      for index in scene.shapes.indices {
        scene.shapes[index].contactKind = 0
        scene.shapes[index].contactPartners = 0
      }
      for index in scene.cloths.indices {
        scene.cloths[index].contactKind = 0
        scene.cloths[index].contactPartners = 0
      }
      scene.contactPairs = []
    }
    if isDisabled("equality", "constraint") { scene.equalities = [] }
    for index in scene.joints.indices {
      if isDisabled("limit", "constraint") { scene.joints[index].range = nil }
      if isDisabled("frictionloss", "constraint") { scene.joints[index].frictionLoss = 0 }
      if isDisabled("spring") { scene.joints[index].stiffness = 0 }
      if isDisabled("damper") { scene.joints[index].damping = 0 }
    }
    if isDisabled("clampctrl") {
      for index in scene.actuators.indices { scene.actuators[index].controlRange = nil }
    }
  }

  func readStatistic(_ element: MarkupElement) {
    let item = SceneItem(element)
    if let center = item.vector("center") { statedCenter = center }
    if let extent = item.number("extent") { statedExtent = extent }
  }

  func readCustom(_ element: MarkupElement) {
    for child in element.children("numeric") {
      let item = SceneItem(child)
      guard let name = requiredName(item, .numeric, index: scene.parameters.count) else { continue }
      var numbers = item.numbers("data") ?? []
      if let size = item.number("size") {
        if numbers.count > Int(size), let data = item["data"] {
          refuse(data, of: "numeric", .wrongCount(numbers.count, expected: 1...Int(size)))
        }
        // as in MuJoCo, numbers that are not given are 0
        numbers += Array(repeating: 0, count: max(0, Int(size) - numbers.count))
      } else if !item.has("data") {
        refuse(child, .missingEither("data", "size"))
      }
      scene.parameters[name] = numbers
    }
    for child in element.children("text") {
      let item = SceneItem(child)
      guard let name = requiredName(item, .text, index: scene.texts.count) else { continue }
      if !item.has("data") { refuse(child, .missingAttribute("data")) }
      scene.texts[name] = item.word("data") ?? ""
    }
  }

  /// Reads the light and the clipping distances, which depend on the extent of the finished scene.
  func readVisuals(_ sections: [MarkupElement]) {
    let bounds = scene.automaticBounds
    scene.look.center = statedCenter ?? bounds.center
    scene.look.extent = statedExtent ?? bounds.extent
    // MuJoCo's defaults
    var near = 0.01
    var far = 50.0
    for section in sections {
      for child in section.children("headlight") {
        let item = SceneItem(child)
        if let ambient = item.color("ambient") { scene.look.ambient = ambient }
        if let diffuse = item.color("diffuse") { scene.look.headlight = diffuse }
        if item.number("active") == 0 {
          scene.look.ambient = .zero
          scene.look.headlight = .zero
        }
      }
      for child in section.children("map") {
        let item = SceneItem(child)
        near = item.number("znear") ?? near
        far = item.number("zfar") ?? far
        if near >= far {
          refuse(child, .clippingReversed(near: near, far: far))
          (near, far) = (0.01, 50)
        }
      }
    }
    scene.look.clipping = near * scene.look.extent...far * scene.look.extent
  }
}
