// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A file that holds its own checksum: that of its bytes with zeros in the checksum's place.
public enum TextWithChecksum {
  /// What stands where the checksum will.
  public static let placeholder = "00000000"

  /// Puts the checksum of `content` in the place behind the first `mark`, where the placeholder stands.
  ///
  /// - Precondition: It stands there.
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
