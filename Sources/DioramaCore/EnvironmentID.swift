// SPDX-License-Identifier: Apache-2.0

/// The versioned name of an environment, such as `Pushing-v1`.
///
/// Anything that changes dynamics, reward or observation is a new version. The id of several tasks at once is theirs
/// with a `+` between them, such as `Pushing-v1+Draping-v1`: its version is the last one's.
public struct EnvironmentID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let name: String
  public let version: Int

  public init(_ name: String, version: Int) {
    self.name = name
    self.version = version
  }

  /// Parses `name-vN`; nil where the text has another form.
  public init?(_ text: String) {
    guard let dash = text.lastIndex(of: "-") else { return nil }
    let suffix = text[text.index(after: dash)...]
    guard suffix.first == "v", let version = Int(suffix.dropFirst()), version >= 0,
      !text[..<dash].isEmpty
    else { return nil }
    self.init(String(text[..<dash]), version: version)
    guard description == text else { return nil }  // Int reads '+1' and '01' too
  }

  public var description: String { "\(name)-v\(version)" }

  public static func < (a: Self, b: Self) -> Bool {
    (a.name, a.version) < (b.name, b.version)
  }
}
