// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// The coverage of a scene file: the elements and attributes used, ignored or refused, in the file's order.
///
/// It is complete even when something is refused, whereas loading throws then.
public struct SceneCoverage: Hashable, Sendable, Encodable {
  /// An entry for an element or attribute.
  public struct Entry: Hashable, Sendable, Encodable {
    /// The included file that it is in; nil for the scene file itself.
    public var file: String?
    /// The line, counted from 1.
    public var line: Int
    public var element: String
    /// The attribute's name; nil if the entry is about the element itself.
    public var attribute: String?
    /// The reason why it is ignored or refused; empty if there is nothing to say.
    public var note: String

    enum CodingKeys: String, CodingKey { case file, line, element, attribute, note }

    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encodeIfPresent(file, forKey: .file)
      try values.encode(line, forKey: .line)
      try values.encode(element, forKey: .element)
      try values.encode(attribute, forKey: .attribute)  // null where it is nil
      try values.encode(note, forKey: .note)
    }
  }

  /// The scene file's path.
  public var file: String
  /// The entries that are used in the scene.
  public var used: [Entry] = []
  /// The entries that have no effect here, with the reason.
  public var ignored: [Entry] = []
  /// The entries that prevent the scene from being loaded, with the remedy.
  public var refused: [Entry] = []

  /// Adds a refusal that was found after the scene was read.
  package mutating func refuse(_ note: String, at place: SceneSources.Place) {
    refused.append(
      Entry(
        file: place.location.file == file ? nil : place.location.file, line: place.location.line,
        element: place.element, attribute: nil, note: note))
  }

  /// Makes an empty coverage of `file`.
  public init(file: String) { self.file = file }
}
