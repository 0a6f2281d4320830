// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
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
    try write(json(), to: folder, "audit.json")
    try write(Data(AuditReport(self).html.utf8), to: folder, "report.html")
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
    "exploit_" + (index < 9 ? "0" : "") + "\(index + 1).png"
  }

  private func write(_ content: Data, to folder: NewFolder, _ name: String) throws {
    let path = folder.draft + "/" + name
    do throws(SystemError) {
      try Disk.write(content, to: path)
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: "\(error)")
    }
  }
}
