// SPDX-License-Identifier: Apache-2.0

/// The files of a page, which the build puts into the program.
package struct PageFiles: Sendable {
  private let contents: [String: (type: String, text: String)]

  /// Takes the bytes of the files; all pages begin with the same style.
  package init(html: [UInt8], style: [UInt8], script: [UInt8], icon: [UInt8]) {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    contents = [
      "": ("text/html; charset=utf-8", text(html)),
      "style.css": ("text/css; charset=utf-8", text(PackageResources.base_css + style)),
      "script.js": ("text/javascript; charset=utf-8", text(script)),
      "icon.svg": ("image/svg+xml", text(icon)),
    ]
  }

  /// Returns the response by the name of a file; nil where none has it.
  package func response(to name: String) -> PageResponse? {
    contents[name].map { .content($0.type, $0.text) }
  }
}
