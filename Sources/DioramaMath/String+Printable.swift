// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
  /// This text on one line, with line ends and other characters that control a terminal written
  /// out, such as `\n` and `\u{1b}`.
  package var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.properties.generalCategory.controlsTerminals:
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text as ``printable``, with the middle left out of words and lines that are far too long,
  /// such as a name that is echoed.
  package var printableLine: String {
    // shortened before and after: escapes are longer than the characters that they stand for
    shortened(to: 1500).printable.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.shortened(to: 200) }.joined(separator: " ").shortened(to: 320)
  }

  /// Returns at most `limit` scalars of the beginning and the end, as a character may have any
  /// number of them.
  package func shortened(to limit: Int) -> String {
    let scalars = unicodeScalars
    guard scalars.count > limit else { return String(self) }
    let (start, end) = (scalars.prefix(2 * limit / 3), scalars.suffix(limit / 3 - 1))
    return "\(String(String.UnicodeScalarView(start)))…\(String(String.UnicodeScalarView(end)))"
  }
}

extension Unicode.GeneralCategory {
  fileprivate var controlsTerminals: Bool {
    switch self {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
