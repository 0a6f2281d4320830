// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRender
public import DioramaTasks
public import Foundation

extension AuditResult {
  /// The folder of the images to be labelled next.
  static let labelFolder = "label-next"

  /// The set of images to be labelled next, which `--goals` of a training takes.
  private var labelSet: SuccessSet {
    SuccessSet(
      of: entry, labels, view: settings.view, seed: settings.seed, randomized: settings.randomized,
      renderer: renderer)
  }

  /// The paths of the images to be labelled next.
  var labelFiles: [String] { labelSet.fileNames.map { Self.labelFolder + "/" + $0 } }

  /// Writes `report.html`, `audit.json`, a PNG file for each exploit, and the images to be labelled next.
  ///
  /// - Throws: ``RenderError`` when a file cannot be written.
  public func write(to folder: NewFolder) throws {
    try folder.write(json(), as: "audit.json")
    try folder.write(Data(AuditReport(self).html.utf8), as: "report.html")
    for (index, exploit) in exploits.enumerated() {
      try PNG.write(exploit.picture, to: "\(folder.draft)/\(Self.exploitFile(index))")
    }
    if !labels.isEmpty {
      try labelSet.write(to: NewFolder(folder.draft + "/" + Self.labelFolder))
    }
    try folder.finish()
  }

  /// The content of `audit.json`.
  public func json() throws -> Data { try AuditDocument(self).data() }

  /// The name of the file with the image of an exploit.
  static func exploitFile(_ index: Int) -> String {
    "exploit_\((index + 1).digits(atLeast: 2)).png"
  }
}
