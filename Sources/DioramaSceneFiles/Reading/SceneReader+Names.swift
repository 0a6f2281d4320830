// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// Returns the name of `item`, or makes one up if it has no name, and registers it for references.
  func claimName(_ item: SceneItem, _ kind: Kind, index: Int) -> String {
    let name = newName(item, kind, index: index)
    if let kind = kind.source {
      sources.add(
        kind, name, SceneSources.Place(location: item.element.location, element: item.name))
    }
    return name
  }

  private func newName(_ item: SceneItem, _ kind: Kind, index: Int) -> String {
    if let attribute = item["name"] {
      if let first = names[kind]?[attribute.value] {
        refuse(
          attribute, of: item.name,
          .repeatedName(attribute.value, kind: kind.rawValue, first: first.location))
      } else {
        names[kind, default: [:]][attribute.value] = Named(
          index: index, location: attribute.location)
      }
      return attribute.value
    }
    var number = index
    while names[kind]?["\(kind.rawValue)#\(number)"] != nil { number += 1 }
    let name = "\(kind.rawValue)#\(number)"
    names[kind, default: [:]][name] = Named(index: index)
    return name
  }

  /// Returns the name of `item`; refuses one without a name and returns nil.
  func requiredName(_ item: SceneItem, _ kind: Kind, index: Int) -> String? {
    guard item.has("name") else {
      refuse(item.element, .missingAttribute("name"))
      return nil
    }
    return item["name"] == nil ? nil : claimName(item, kind, index: index)
  }

  /// Returns the index of the thing that the attribute `name` of `item` refers to, or nil if there is none.
  func reference(_ item: SceneItem, _ name: String, to kind: Kind) -> Int? {
    item[name].flatMap { reference($0, of: item.name, to: kind) }
  }

  /// The number of names among which the nearest is looked for.
  private static let namesToCompare = 1000

  /// Returns the index of the thing that `attribute` refers to; refuses an unknown name and returns nil.
  func reference(_ attribute: MarkupAttribute, of element: String, to kind: Kind) -> Int? {
    if let named = names[kind]?[attribute.value] { return named.index }
    // looking for the nearest of many names many times would take too long
    guard refusalCount < Self.refusalLimit else { return nil }
    refuse(
      attribute, of: element,
      .unknownName(attribute.value, kind: kind.rawValue, known: knownNames(of: kind)))
    return nil
  }

  /// Returns the index of the thing that the attribute `name` of `item` refers to; refuses it if missing.
  func requiredReference(_ item: SceneItem, _ name: String, to kind: Kind) -> Int? {
    guard item.has(name) else {
      refuse(item.element, .missingAttribute(name))
      return nil
    }
    return reference(item, name, to: kind)
  }

  /// Returns the names that the file gives to things of `kind`, in alphabetical order, up to a limit.
  private func knownNames(of kind: Kind) -> [String] {
    let count = names[kind]?.count ?? 0
    // sorting many names for each of many mistakes would take too long
    if let known = sortedNames[kind], known.count == count { return known.names }
    let given = (names[kind] ?? [:]).keys.filter { !$0.contains("#") }
    let some = Array(given.sorted().prefix(Self.namesToCompare))
    sortedNames[kind] = (count, some)
    return some
  }
}

extension SceneReader.Kind {
  /// The kind of thing whose location later messages need; nil for other kinds.
  fileprivate var source: SceneSources.Kind? {
    switch self {
    case .body: .body
    case .joint: .joint
    case .geom: .shape
    case .flex: .cloth
    case .actuator: .actuator
    case .numeric: .parameter
    default: nil
    }
  }
}
