// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
  /// The text on one line: line ends and other controls, which could move what stands around it on a terminal
  /// or break a table, are written out, such as `\n` and `\u{1b}`.
  public var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.properties.generalCategory == .control || scalar.value | 1 == 0x2029:
        text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
