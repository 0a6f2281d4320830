// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// An element with the attributes that it inherits from its default class.
struct SceneItem {
  let element: MarkupElement
  private var attributes: [String: MarkupAttribute]

  /// Makes the item of `element`, whose own attributes override the `inherited` ones.
  init(_ element: MarkupElement, inherited: [String: MarkupAttribute] = [:]) {
    self.element = element
    attributes = inherited
    for attribute in element.attributes { attributes[attribute.name] = attribute }
  }

  var name: String { element.name }

  /// Adds the attributes of `inherited` that the element does not have itself.
  mutating func inherit(_ inherited: [String: MarkupAttribute]) {
    attributes.merge(inherited) { own, _ in own }
  }

  /// Returns the attribute called `name` unless it has been refused.
  subscript(name: String) -> MarkupAttribute? {
    attributes[name].flatMap { $0.isRefused ? nil : $0 }
  }

  /// Returns whether the element has the attribute, refused or not.
  func has(_ name: String) -> Bool { attributes[name] != nil }

  func word(_ name: String) -> String? { self[name]?.value }

  func flag(_ name: String) -> Bool? { self[name].map { $0.value == "true" } }

  func numbers(_ name: String) -> [Double]? {
    self[name].map { $0.value.tokens.compactMap { Double($0) } }
  }

  func number(_ name: String) -> Double? { numbers(name)?.first }

  func vector(_ name: String) -> Vector3? {
    numbers(name).map { Vector3($0[0], $0[1], $0[2]) }
  }

  func color(_ name: String) -> SIMD3<Float>? {
    numbers(name).map { SIMD3(Float($0[0]), Float($0[1]), Float($0[2])) }
  }

  func opaqueColor(_ name: String) -> SIMD4<Float>? {
    numbers(name).map { SIMD4(Float($0[0]), Float($0[1]), Float($0[2]), Float($0[3])) }
  }
}
