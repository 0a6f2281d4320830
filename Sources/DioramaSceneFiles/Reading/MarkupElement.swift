// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// An element of an XML file, with the locations for messages.
struct MarkupElement {
  let name: String
  let location: SceneLocation
  /// Its number in the order of the text, with included files in their place.
  var order = 0
  /// The attributes in the order of the text.
  var attributes: [MarkupAttribute] = []
  var children: [MarkupElement] = []
  /// The first text between its tags that is not white space.
  var strayText: MarkupText?
  /// Whether it has been refused already, so that nothing more is reported about it.
  var isRefused = false
  /// What stands behind the names in its copies, of the copies around it (MJCF: `replicate`).
  var suffix = ""

  subscript(name: String) -> MarkupAttribute? { attributes.first { $0.name == name } }

  /// Returns the children called `name` that have not been refused.
  func children(_ name: String) -> [MarkupElement] {
    children.filter { $0.name == name && !$0.isRefused }
  }
}

/// An attribute of an XML element.
struct MarkupAttribute {
  let name: String
  let value: String
  let location: SceneLocation
  /// The order of its element.
  var order = 0
  /// Whether it comes from a default class rather than the element itself.
  var isInherited = false
  /// Whether its value has been refused already.
  var isRefused = false
}

/// A text between tags.
struct MarkupText {
  let value: String
  /// The location of its start.
  let location: SceneLocation
}
