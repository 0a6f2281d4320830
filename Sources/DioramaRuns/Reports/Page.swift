// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The HTML parts of a self-contained page, without outside addresses or scripts.
package enum Page {
  /// Returns `text` escaped for use between tags and in attributes.
  package static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // controls other than line ends are not allowed in a page
      case "\u{0}"..<"\u{9}", "\u{b}"..<"\u{d}", "\u{e}"..<"\u{20}": result += "\u{fffd}"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  /// Returns a section with a heading, and an identifier for links.
  package static func section(
    _ id: String, _ heading: String, _ intro: String, _ content: String
  ) -> String {
    """
    <section id="\(id)">
    <h2>\(escaped(heading))</h2>
    \(intro.isEmpty ? "" : "<p class=\"intro\">\(intro)</p>")
    \(content)
    </section>
    """
  }

  /// Returns a table whose cells are not escaped; the first cell of each row is its heading.
  package static func table(_ heading: [String], _ rows: [[String]], kind: String = "") -> String {
    let head = heading.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { cells in
      let row = cells.enumerated().map { index, cell in
        index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
      }
      return "<tr>\(row.joined())</tr>"
    }
    return """
      <div class="wide"><table class="\(kind)">
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  /// Returns a summary that unfolds its content when it is clicked.
  package static func details(_ summary: String, _ content: String) -> String {
    "<details><summary>\(summary)</summary>\n\(content)\n</details>"
  }

  /// Returns a figure of one panel, as wide as there is room for.
  package static func figure(_ panel: PlotPanel, _ style: PlotStyle, title: String) -> String {
    """
    <figure class="plot"><svg viewBox="0 0 \(Int(style.width)) \(Int(style.height))" role="img" \
    aria-label="\(escaped(title))">
    \(panel.svg)
    </svg></figure>
    """
  }

  /// Returns a rate on a line from 0 to 1: its interval as a band, dots, and the rate itself.
  ///
  /// - Parameters:
  ///   - rate: The rate, in `0...1`.
  ///   - interval: Its interval; nil for no band.
  ///   - color: The colour, as style sheets have it.
  ///   - dots: Further rates.
  ///   - isSingle: Whether the interval is that of a single run, whose band is dashed.
  /// - Returns: The element.
  package static func track(
    _ rate: Double, _ interval: ClosedRange<Double>?, color: String, dots: [Double] = [],
    isSingle: Bool = false
  ) -> String {
    func place(_ rate: Double) -> String { String(format: "%.1f%%", 100 * rate) }
    let band = interval.map {
      "<i class=\"band\(isSingle ? " single" : "")\" style=\"left:\(place($0.lowerBound));"
        + "width:\(place($0.upperBound - $0.lowerBound))\"></i>"
    }
    let marks = dots.map { "<i class=\"dot\" style=\"left:\(place($0))\"></i>" }.joined()
    return """
      <div class="track" style="--c:\(color)" role="img" aria-label="\(percent(rate)) percent">\
      \(band ?? "")\(marks)<i class="middle" style="left:\(place(rate))"></i></div>
      """
  }

  /// Returns a rate, in `0...1`, in percent.
  package static func percent(_ rate: Double) -> String { String(format: "%.0f", 100 * rate) }

  /// Returns an interval in percent.
  package static func percent(_ interval: ClosedRange<Double>?) -> String {
    interval.map { "\(percent($0.lowerBound))&#8202;–&#8202;\(percent($0.upperBound))" } ?? ""
  }

  /// Returns a number with as many decimals as its size calls for, and a typographic minus sign.
  package static func number(_ value: Double) -> String {
    let size = abs(value)
    let text = String(format: size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value)
    return text.replacing("-", with: "−")
  }
}
