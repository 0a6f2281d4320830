// SPDX-License-Identifier: Apache-2.0

import DioramaPages

extension DriveSite {
  static let files = PageFiles(
    html: PackageResources.page_html, style: PackageResources.style_css,
    script: PackageResources.script_js, icon: PackageResources.icon_svg)
}
