// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// A part of a body, with the frames around it resolved.
struct PlacedPart {
  let element: MarkupElement
  /// The frame that it stands in, in that of the body.
  let frame: Pose
  /// The default class that applies to it.
  let childClass: String
}

/// Frames and copies: what only groups parts of a body (MJCF: `frame`, `replicate`).
extension SceneReader {
  /// The most copies that a file may make.
  private static let copyLimit = 10_000

  /// Returns the parts of a body in order; those in frames and each copy by itself.
  func parts(of element: MarkupElement, childClass: String) -> [PlacedPart] {
    var parts: [PlacedPart] = []
    add(element.children, in: .identity, childClass, to: &parts)
    return parts
  }

  private func add(
    _ children: [MarkupElement], in frame: Pose, _ childClass: String,
    to parts: inout [PlacedPart]
  ) {
    for child in children where !child.isRefused {
      switch child.name {
      case "frame":
        let item = SceneItem(child)
        let inner = item["childclass"].flatMap { knownClass($0, of: "frame") } ?? childClass
        add(child.children, in: frame * pose(item), inner, to: &parts)
      case "replicate": addCopies(of: child, in: frame, childClass, to: &parts)
      default: parts.append(PlacedPart(element: child, frame: frame, childClass: childClass))
      }
    }
  }

  /// Adds `count` copies, each displaced and turned against the one before; names get their numbers.
  private func addCopies(
    of element: MarkupElement, in frame: Pose, _ childClass: String, to parts: inout [PlacedPart]
  ) {
    let item = SceneItem(element)
    guard let number = item.number("count"), let attribute = item["count"] else {
      if !item.has("count") { refuse(element, .missingAttribute("count")) }
      return
    }
    let count = Int(number)
    copies += count
    guard copies <= Self.copyLimit else {
      refuse(attribute, of: "replicate", .tooManyCopies(copies, limit: Self.copyLimit))
      return
    }
    let turn = item["euler"] == nil ? .identity : orientation(item)
    let step = Pose(item.vector("offset") ?? .zero, turn)
    let separator = item.word("sep") ?? ""
    let digits = String(count).count  // as MuJoCo has it: 10 copies are 00 to 09
    var place = Pose.identity
    for copy in 0..<count {
      let suffix = separator + copy.digits(atLeast: digits) + element.suffix
      add(
        element.children.map { $0.named(suffix) }, in: frame * place, childClass, to: &parts)
      place = place * step
    }
  }
}

extension MarkupElement {
  /// Returns the element with `suffix` behind all names in it; copies in it get theirs first.
  fileprivate func named(_ suffix: String) -> MarkupElement {
    var copy = self
    guard name != "replicate" else {
      copy.suffix += suffix
      return copy
    }
    copy.attributes = attributes.map { attribute in
      guard attribute.name == "name" else { return attribute }
      var named = MarkupAttribute(
        name: "name", value: attribute.value + suffix, location: attribute.location)
      named.order = attribute.order
      named.isInherited = attribute.isInherited
      named.isRefused = attribute.isRefused
      return named
    }
    copy.children = children.map { $0.named(suffix) }
    return copy
  }
}
