// SPDX-License-Identifier: Apache-2.0

extension StudyReport {
  /// How many colours there are for learners.
  static let colorCount = 8

  /// The style sheet: light, dark and on paper; wide and narrow.
  ///
  /// The colours are those of Okabe and Ito, which people who see colours differently tell apart, darker
  /// on white and lighter on black so that each has a contrast of 3 to 1 at least.
  static let style = String(decoding: PackageResources.report_css, as: UTF8.self)
}
