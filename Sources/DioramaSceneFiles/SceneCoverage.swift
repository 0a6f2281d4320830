// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// What became of every element and attribute of a scene file, in the order of the file.
///
/// It is whole even when something is refused, whereas loading stops there.
public struct SceneCoverage: Hashable, Sendable, Encodable {
  /// An element or attribute.
  public struct Entry: Hashable, Sendable, Encodable {
    /// The included file that it stands in; nil for the scene file itself.
    public var file: String?
    /// Counted from 1.
    public var line: Int
    public var element: String
    /// Nil where the entry is about the element itself.
    public var attribute: String?
    /// Why it is ignored or refused; empty where there is nothing to say.
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
  /// What shapes the scene.
  public var used: [Entry] = []
  /// What changes nothing here, and why.
  public var ignored: [Entry] = []
  /// What keeps the scene from being loaded, and what to do.
  public var refused: [Entry] = []

  /// Adds what keeps the scene from being used, found out after it was read.
  package mutating func refuse(_ note: String, at place: SceneSources.Place) {
    refused.append(
      Entry(
        file: place.location.file == file ? nil : place.location.file, line: place.location.line,
        element: place.element, attribute: nil, note: note))
  }

  /// Makes the coverage of nothing in `file`.
  public init(file: String) { self.file = file }
}
