// SPDX-License-Identifier: Apache-2.0

/// The words of a command line.
enum Words {
  /// Returns the words with negative numbers joined to the options before them: `--seed=-1` for `--seed -1`.
  ///
  /// So the option reports an error in them, and not the parser. No option begins with a digit.
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

  /// Whether `word` begins like a negative number, such as -1, -.5, -5x5 and -inf.
  private static func isBelowZero(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let first = word.dropFirst().first else { return false }
    return first.isASCII && first.isNumber || first == "." || Double(word) != nil
  }
}
