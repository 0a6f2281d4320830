// SPDX-License-Identifier: Apache-2.0

extension Page {
  /// How many colours of lines the style sheet has, `--s0` and on.
  package static let colorCount = 8

  /// The style sheet of every page: light, dark and on paper; wide and narrow.
  ///
  /// The colours are those of Okabe and Ito, which people who see colours differently tell apart, darker
  /// on white and lighter on black so that each has a contrast of 3 to 1 at least.
  private static let style = String(decoding: PackageResources.page_css, as: UTF8.self)

  /// The style of a figure beside another.
  package static let panel: PlotStyle = {
    var style = PlotStyle(width: 420, height: 270)
    style.margins = (left: 48, right: 16, top: 28, bottom: 40)
    style.grid = "var(--grid)"
    style.text = "var(--soft)"
    return style
  }()

  /// Returns a whole page.
  ///
  /// - Parameters:
  ///   - title: The title, which is escaped.
  ///   - generator: The command that makes it.
  ///   - lead: What stands below the title.
  ///   - facts: A line of facts below it.
  ///   - opening: What stands before the first section.
  ///   - sections: The identifier, the short name and the content of each section; the empty ones are left out.
  ///   - additions: Rules of style of this page alone.
  /// - Returns: The content of the file.
  package static func document(
    title: String, generator: String, lead: String, facts: String, opening: String,
    sections: [(id: String, name: String, content: String)], additions: String = ""
  ) -> String {
    let sections = sections.filter { !$0.content.isEmpty }
    let links = sections.map { "<a href=\"#\($0.id)\">\($0.name)</a>" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="generator" content="\(generator)"/>
      <title>\(escaped(title))</title>
      <style>
      \(style + additions)
      </style>
      </head>
      <body>
      <header>
      <h1>\(escaped(title))</h1>
      \(lead)
      <p class="facts">\(facts)</p>
      <nav>\(links.joined(separator: " "))</nav>
      </header>
      <main>
      \(opening)
      \(sections.map(\.content).joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }
}
