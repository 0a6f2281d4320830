// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// Files that hold their own checksum: that of their bytes with zeros in the checksum's place.
public enum TextWithChecksum {
  /// The text in the checksum's place before the checksum is known.
  public static let placeholder = "00000000"

  /// Replaces the placeholder behind the first `mark` by the checksum of `content`.
  ///
  /// - Precondition: The placeholder is there.
  public static func seal(_ content: inout Data, behind mark: String) {
    guard let place = place(content, behind: mark) else {
      preconditionFailure("there is no \(mark) in what is to be sealed")
    }
    content.replaceSubrange(place, with: Data(Checksum(content).digits.utf8))
  }

  /// Whether the checksum behind the first `mark` is that of `content`; nil if there is none.
  public static func holds(_ content: Data, behind mark: String) -> Bool? {
    guard let place = place(content, behind: mark) else { return nil }
    var checksum = Checksum(content[..<place.lowerBound])
    checksum.add(Data(placeholder.utf8))
    checksum.add(content[place.upperBound...])
    return Data(checksum.digits.utf8) == content[place]
  }

  private static func place(_ content: Data, behind mark: String) -> Range<Data.Index>? {
    guard let mark = content.range(of: Data(mark.utf8)),
      content.endIndex - mark.upperBound >= placeholder.count
    else { return nil }
    return mark.upperBound..<mark.upperBound + placeholder.count
  }
}
