// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
import DioramaRuns

extension Image {
  /// Returns the image as text for a terminal with 24-bit colours, two rows of pixels a line.
  ///
  /// Each character is an upper half block.
  ///
  /// - Parameter columns: The largest width; a wider image is scaled down.
  /// - Returns: The lines.
  package func terminalLines(columns: Int = 64) -> [String] {
    let wide = min(width, columns)
    let high = max(2, (height * wide / width + 1) / 2 * 2)
    let picture = resized(width: wide, height: high)
    func color(_ column: Int, _ row: Int) -> String {
      (0..<3).map { "\(picture[column: column, row: row, $0])" }.joined(separator: ";")
    }
    return stride(from: 0, to: high, by: 2).map { row in
      (0..<wide).map { column in
        "\u{1B}[38;2;\(color(column, row))m\u{1B}[48;2;\(color(column, row + 1))m▀"
      }.joined() + "\u{1B}[0m"
    }
  }
}
