// SPDX-License-Identifier: Apache-2.0

import DioramaScene

extension SceneReader {
  /// The attributes that all actuators share: the default for one kind is the default for all.
  private static let actuatorAttributes: Set<String> = [
    "ctrlrange", "ctrllimited", "forcerange", "forcelimited", "gear",
  ]
  private static let actuators: Set<String> = ["motor", "position", "velocity"]

  /// Reads a default class and those inside it.
  func readDefaults(_ element: MarkupElement, parent: String?) {
    guard let name = className(of: element, parent: parent) else { return }
    if let parent { classes[name] = classes[parent] }
    for child in element.children where child.name != "default" && !child.isRefused {
      for var attribute in child.attributes {
        attribute.isInherited = true
        let isShared =
          Self.actuators.contains(child.name) && Self.actuatorAttributes.contains(attribute.name)
        let key = isShared ? "actuator" : child.name
        classes[name]?[key, default: [:]][attribute.name] = attribute
      }
    }
    for child in element.children("default") { readDefaults(child, parent: name) }
  }

  private func className(of element: MarkupElement, parent: String?) -> String? {
    guard let attribute = element["class"] else {
      if parent == nil { return "main" }
      refuse(element, .missingAttribute("class"))
      return nil
    }
    guard !attribute.isRefused else { return nil }
    if parent == nil {
      if attribute.value == "main" { return "main" }
      refuse(
        attribute, of: "default",
        .unsupported(
          value: attribute.value, advice: "the outermost class is main; put this one inside it"))
      return nil
    }
    if let first = names[.defaultClass]?[attribute.value] {
      refuse(
        attribute, of: "default",
        .repeatedName(attribute.value, kind: "default class", first: first.location))
      return nil
    }
    names[.defaultClass, default: [:]][attribute.value] = Named(
      index: 0, location: attribute.location)
    return attribute.value
  }

  /// Returns `element` with the attributes that it inherits from its own class, or else from `childClass`.
  func item(_ element: MarkupElement, childClass: String = "main") -> SceneItem {
    var name = childClass
    if let attribute = element["class"], !attribute.isRefused {
      name = knownClass(attribute, of: element.name) ?? name
    }
    var inherited = classes[name]?[element.name] ?? [:]
    if Self.actuators.contains(element.name) {
      inherited.merge(classes[name]?["actuator"] ?? [:]) { own, _ in own }
    }
    return SceneItem(element, inherited: inherited)
  }

  /// Returns the class that `attribute` names; refuses an unknown one and returns nil.
  func knownClass(_ attribute: MarkupAttribute, of element: String) -> String? {
    if classes[attribute.value] != nil { return attribute.value }
    refuse(
      attribute, of: element,
      .unknownName(attribute.value, kind: "default class", known: classes.keys.sorted()))
    return nil
  }
}
