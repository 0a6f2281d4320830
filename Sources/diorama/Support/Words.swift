// SPDX-License-Identifier: Apache-2.0

/// The words of a command line.
enum Words {
  /// Puts numbers below zero to the options in front of them, so that the option, not the parser, says what is
  /// wrong with them: `--seed -1` becomes `--seed=-1`.
  ///
  /// No option begins with a digit.
  static func joined(_ words: [String]) -> [String] {
    var result: [String] = []
    var isOver = false
    for word in words {
      if !isOver, isBelowZero(word), let last = result.last, last.hasPrefix("--"),
        !last.contains("=")
      {
        result[result.count - 1] = last + "=" + word
      } else {
        result.append(word)
      }
      isOver = isOver || word == "--"
    }
    return result
  }

  /// Whether it begins like a number below zero, such as -1, -.5, -5x5 and -inf.
  private static func isBelowZero(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let first = word.dropFirst().first else { return false }
    return first.isASCII && first.isNumber || first == "." || Double(word) != nil
  }
}
