// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A picture (SVG) of panels under each other, that needs nothing else.
struct Plot {
  /// What a line stands for.
  struct Key {
    var name: String
    var color: String
  }

  static let (width, panelHeight, headHeight) = (720, 300, 56)

  var title: String
  var keys: [Key]
  var panels: [PlotPanel]

  /// The file.
  var svg: String {
    let height = Self.headHeight + panels.count * Self.panelHeight
    let placed = panels.enumerated().map { index, panel in
      "<g transform=\"translate(0 \(Self.headHeight + index * Self.panelHeight))\">\(panel.svg)</g>"
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" \
      width="\(Self.width)" height="\(height)" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="64" y="24" font-size="15">\(Self.escaped(title))</text>
      \(legend)
      \(placed.joined(separator: "\n"))
      </svg>

      """
  }

  private var legend: String {
    var x = 64
    return keys.map { key in
      // letters of this size are about 6 px wide
      defer { x += 46 + 6 * key.name.count }
      return "<path d=\"M\(x) 40h24\" stroke=\"\(key.color)\" stroke-width=\"2\"/>"
        + "<text x=\"\(x + 30)\" y=\"44\">\(Self.escaped(key.name))</text>"
    }.joined(separator: "\n")
  }

  static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}

/// How large a panel is, and what its axes look like.
struct PlotStyle {
  var width = Double(Plot.width)
  var height = Double(Plot.panelHeight)
  var margins = (left: 64.0, right: 28.0, top: 28.0, bottom: 40.0)
  var grid = "#e3e5e8"
  var text = "black"

  /// For a picture on white.
  static let paper = PlotStyle()
}

/// Lines over one pair of axes.
struct PlotPanel {
  /// A place in the panel, in the numbers of its axes.
  typealias Point = (x: Double, y: Double)

  private let style: PlotStyle
  private let x: Axis
  private let y: Axis
  private var parts: [String]

  private var width: Double { style.width - style.margins.left - style.margins.right }
  private var height: Double { style.height - style.margins.top - style.margins.bottom }

  /// Makes a panel without lines.
  ///
  /// - Parameters:
  ///   - name: What is shown.
  ///   - xName: What it depends on.
  ///   - x: The axis of that.
  ///   - y: The axis of what is shown.
  ///   - style: How large it is.
  init(_ name: String, over xName: String, x: Axis, y: Axis, style: PlotStyle = .paper) {
    (self.x, self.y, self.style) = (x, y, style)
    let (left, top) = (style.margins.left, style.margins.top)
    let ink = "fill=\"\(style.text)\""
    parts = [
      "<text x=\"\(left)\" y=\"16\" font-weight=\"bold\" \(ink)>\(Plot.escaped(name))</text>"
    ]
    for tick in y.ticks {
      let place = vertical(tick)
      parts.append(
        "<path d=\"M\(left) \(place)h\(width)\" stroke=\"\(style.grid)\"/>"
          + "<text x=\"\(left - 8)\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\" \(ink)>"
          + "\(Axis.text(tick))</text>")
    }
    for tick in x.ticks {
      let place = horizontal(tick)
      parts.append(
        "<path d=\"M\(place) \(top)v\(height)\" stroke=\"\(style.grid)\"/>"
          + "<text x=\"\(place)\" y=\"\(top + height + 18)\" text-anchor=\"middle\" \(ink)>"
          + "\(Axis.text(tick))</text>")
    }
    parts.append(
      "<text x=\"\(left + width / 2)\" y=\"\(style.height - 6)\" "
        + "text-anchor=\"middle\" \(ink)>\(Plot.escaped(xName))</text>")
  }

  var svg: String { parts.joined(separator: "\n") }

  /// Draws a line through `points`.
  mutating func addLine(_ points: [Point], color: String, width: Double, dashed: Bool = false) {
    parts.append(
      "<polyline points=\"\(path(points))\" fill=\"none\" stroke=\"\(color)\" "
        + "stroke-width=\"\(width)\" stroke-linejoin=\"round\""
        + (dashed ? " stroke-dasharray=\"6 4\"/>" : "/>"))
  }

  /// Draws a dot at each of `points`.
  mutating func addDots(_ points: [Point], color: String) {
    for point in points {
      parts.append(
        "<circle cx=\"\(horizontal(point.x))\" cy=\"\(vertical(point.y))\" r=\"3\" "
          + "fill=\"\(color)\"/>")
    }
  }

  /// Fills what lies between two lines.
  mutating func addBand(low: [Point], high: [Point], color: String) {
    parts.append(
      "<polygon points=\"\(path(low)) \(path(high.reversed()))\" fill=\"\(color)\" "
        + "fill-opacity=\"0.15\"/>")
  }

  private func path(_ points: [Point]) -> String {
    points.map { "\(horizontal($0.x)),\(vertical($0.y))" }.joined(separator: " ")
  }

  private func horizontal(_ value: Double) -> String {
    String(format: "%.1f", style.margins.left + x.place(value) * width)
  }

  private func vertical(_ value: Double) -> String {
    String(format: "%.1f", style.margins.top + (1 - y.place(value)) * height)
  }
}
