// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A plot of panels below each other, as a self-contained SVG file.
package struct Plot {
  /// An entry of the legend: the name and the colour of a line.
  package struct Key {
    var name: String
    var color: String
  }

  package static let (width, panelHeight, headHeight) = (720, 300, 56)

  package var title: String
  package var keys: [Key]
  package var panels: [PlotPanel]

  /// The content of the file.
  package var svg: String {
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

  package static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}

/// The style of a panel: its size, and the colours of its grid and text.
package struct PlotStyle {
  package var width: Double
  package var height: Double
  package var margins: (left: Double, right: Double, top: Double, bottom: Double)
  package var grid: String
  package var text: String

  /// The style for a white background.
  package static let paper = PlotStyle()

  package init(
    width: Double = Double(Plot.width), height: Double = Double(Plot.panelHeight),
    margins: (left: Double, right: Double, top: Double, bottom: Double) = (64, 28, 28, 40),
    grid: String = "#e3e5e8", text: String = "black"
  ) {
    (self.width, self.height, self.margins) = (width, height, margins)
    (self.grid, self.text) = (grid, text)
  }
}

/// A panel of a plot: lines, bands and dots over one pair of axes.
package struct PlotPanel {
  /// A point of the panel, in the units of its axes.
  package typealias Point = (x: Double, y: Double)

  private let style: PlotStyle
  private let x: Axis
  private let y: Axis
  private var parts: [String]

  private var width: Double { style.width - style.margins.left - style.margins.right }
  private var height: Double { style.height - style.margins.top - style.margins.bottom }

  /// Makes a panel without lines.
  ///
  /// - Parameters:
  ///   - name: The title.
  ///   - xName: The label of the horizontal axis.
  ///   - x: The horizontal axis.
  ///   - y: The vertical axis.
  ///   - style: The size and the colours.
  package init(_ name: String, over xName: String, x: Axis, y: Axis, style: PlotStyle = .paper) {
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

  package var svg: String { parts.joined(separator: "\n") }

  /// Draws a line through `points`.
  package mutating func addLine(
    _ points: [Point], color: String, width: Double, dashed: Bool = false
  ) {
    parts.append(
      "<polyline points=\"\(path(points))\" fill=\"none\" stroke=\"\(color)\" "
        + "stroke-width=\"\(width)\" stroke-linejoin=\"round\""
        + (dashed ? " stroke-dasharray=\"6 4\"/>" : "/>"))
  }

  /// Draws a dot at each of `points`.
  package mutating func addDots(
    _ points: [Point], color: String, radius: Double = 3, opacity: Double = 1
  ) {
    for point in points {
      parts.append(
        "<circle cx=\"\(horizontal(point.x))\" cy=\"\(vertical(point.y))\" r=\"\(Axis.text(radius))\" "
          + "fill=\"\(color)\"" + (opacity < 1 ? " fill-opacity=\"\(Axis.text(opacity))\"/>" : "/>")
      )
    }
  }

  /// Fills the rectangle between two corners; `title` shows when it is pointed at.
  package mutating func addField(from low: Point, to high: Point, color: String, title: String) {
    let (left, right) = (place(x: low.x), place(x: high.x))
    let (top, bottom) = (place(y: high.y), place(y: low.y))
    func text(_ number: Double) -> String { String(format: "%.1f", number) }
    parts.append(
      "<rect x=\"\(text(left))\" y=\"\(text(top))\" width=\"\(text(right - left + 0.3))\" "
        + "height=\"\(text(bottom - top + 0.3))\" fill=\"\(color)\">"
        + "<title>\(Plot.escaped(title))</title></rect>")
  }

  /// Writes `text` beside a point.
  package mutating func addText(_ text: String, at point: Point, color: String) {
    parts.append(
      "<text x=\"\(horizontal(point.x))\" y=\"\(vertical(point.y))\" dy=\"4\" "
        + "text-anchor=\"middle\" font-weight=\"bold\" fill=\"\(color)\">"
        + "\(Plot.escaped(text))</text>")
  }

  /// Fills the area between two lines.
  package mutating func addBand(low: [Point], high: [Point], color: String) {
    parts.append(
      "<polygon points=\"\(path(low)) \(path(high.reversed()))\" fill=\"\(color)\" "
        + "fill-opacity=\"0.15\"/>")
  }

  private func path(_ points: [Point]) -> String {
    points.map { "\(horizontal($0.x)),\(vertical($0.y))" }.joined(separator: " ")
  }

  private func place(x value: Double) -> Double { style.margins.left + x.place(value) * width }

  private func place(y value: Double) -> Double {
    style.margins.top + (1 - y.place(value)) * height
  }

  private func horizontal(_ value: Double) -> String { String(format: "%.1f", place(x: value)) }
  private func vertical(_ value: Double) -> String { String(format: "%.1f", place(y: value)) }
}
