// SPDX-License-Identifier: Apache-2.0

extension String {
  /// This text as one line that a terminal can show: what controls it is escaped, and the middle of a word
  /// or a line that is far too long, such as a name that is echoed, is left out.
  package var printableLine: String {
    var line = ""
    // twice: escapes are longer than what they stand for, and made only of what may be shown
    for scalar in shortened(to: 1500).unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line.split(separator: " ", omittingEmptySubsequences: false)
      .map { String($0).shortened(to: 200) }.joined(separator: " ").shortened(to: 500)
  }

  /// At most `limit` scalars of the beginning and the end: one character may have any number of them.
  private func shortened(to limit: Int) -> String {
    let scalars = unicodeScalars
    guard scalars.count > limit else { return self }
    return "\(String(scalars.prefix(2 * limit / 3)))…\(String(scalars.suffix(limit / 3 - 1)))"
  }
}
