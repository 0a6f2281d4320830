// SPDX-License-Identifier: Apache-2.0

extension DriveSite {
  /// The page's files, which the build puts into the program.
  static let html = text(PackageResources.page_html)
  static let style = text(PackageResources.style_css)
  static let script = text(PackageResources.script_js)
  static let icon = text(PackageResources.icon_svg)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
