// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation

/// A format that recordings are exported in.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case minari, lerobot, images

  static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

/// The options for exports of recordings: the format, and what they show.
struct ExportOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      """
      Export the recording as a data set of Minari or LeRobot, or as a folder of images with \
      metadata.jsonl, to a folder of this name in it unless --out names another.
      """, valueName: "format"))
  var `as`: ExportFormat?

  @Option(help: "What exports show. (default: both)")
  var observation: ObservationKind?

  @Option(help: "The size of their images, from 16x16 to 2048x2048. (default: 48x48)")
  var size: PictureSize?

  @Option(help: "Their camera; the scene's first by default.")
  var camera: String?

  @Option(help: "The quality of their images. (default: default)")
  var quality: RenderQuality?

  /// Checks that an export to `folder` finds room, before anything is recorded.
  func validate(in folder: String) throws {
    guard let format = `as` else { return }
    let target = folder + "/" + format.rawValue
    guard Disk.exists(target) else { return }
    throw ValidationError(
      "'\(target)' exists; remove it, or leave out --as and export to another folder: "
        + "diorama record --export \(folder) --as \(format.rawValue) --out DATA")
  }

  /// Returns `view` with what was given instead.
  func view(over view: View) -> View {
    View(
      camera: camera ?? view.camera, width: size?.width ?? view.width,
      height: size?.height ?? view.height, quality: quality ?? view.quality)
  }

  /// Exports a recording.
  ///
  /// - Parameters:
  ///   - recording: The recording.
  ///   - out: The folder to make; nil for one named after the format, in the recording's.
  /// - Throws: The errors of the export.
  func write(_ recording: Recording, to out: String?) throws {
    guard let format = `as` else { return }
    let target = out ?? recording.folder + "/" + format.rawValue
    guard format == .images else {
      return try format.writeWithPython(
        recording.folder, to: target,
        [
          ("--observation", observation?.rawValue), ("--camera", camera),
          ("--size", size?.description), ("--quality", quality?.rawValue),
        ]
        .flatMap { name, value in value.map { [name, $0] } ?? [] })
    }
    let folder = try NewFolder(target)
    var progress = ProgressLine("episodes", total: recording.episodes.count)
    let interruption = Interruption()
    let count = try recording.writeImages(
      to: folder, view: view(over: recording.manifest.options.view)
    ) {
      progress.update($0)
      try interruption.check()
    }
    progress.finish()
    Console.note("wrote \(count) images and metadata.jsonl to \(target)")
  }
}

extension ExportFormat {
  /// Lets the Python package export: Minari's and LeRobot's own libraries write their formats best.
  ///
  /// - Parameters:
  ///   - folder: A recording, or success images.
  ///   - target: The folder to make.
  ///   - options: Further words of the command line of `diorama.export`.
  /// - Throws: ``ExportError`` where Python cannot do it, a `ValidationError` with what `diorama.export` says.
  func writeWithPython(_ folder: String, to target: String, _ options: [String] = []) throws {
    guard !Disk.exists(target) else {
      throw ValidationError("'\(target)' exists; name a new folder with --out")
    }
    let python = Subprocess.python
    let arguments =
      ["-m", "diorama.export", folder, "--as", rawValue, "--out", target] + options
    let notes = FileManager.default.temporaryDirectory
      .appendingPathComponent("diorama-export-\(UUID().uuidString)").path
    defer { try? Disk.remove(notes) }
    func fail(_ reason: String) -> ExportError {
      ExportError(format: self, python: python, reason: reason)
    }
    let interruption = Interruption()
    let process: Subprocess
    do {
      process = try Subprocess(python, arguments, errors: OpenFile(notes, for: .making))
    } catch {
      throw fail("\(error)")
    }
    while process.isRunning {
      if interruption.isRequested { process.send(SIGTERM) }
      Thread.sleep(forTimeInterval: 0.02)
    }
    try interruption.check()
    let lines = String(decoding: (try? Disk.read(notes)) ?? Data(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    if process.status == 0 { return Console.note(lines.last ?? "wrote \(target)") }
    let last = lines.last ?? "it ended with status \(process.status ?? 1)"
    // its own mistakes are told in one line that begins so; any other is Python's
    let mark = "export: "
    guard last.hasPrefix(mark) else { throw fail(last) }
    throw ValidationError(String(last.dropFirst(mark.count)))
  }
}

/// An export that needs Python, which cannot do it.
struct ExportError: Error, CustomStringConvertible {
  let format: ExportFormat
  let python: String
  let reason: String

  var description: String {
    "\(format.rawValue) is written by its own Python library, and '\(python)' cannot: \(reason); "
      + "pip install './tools/python[\(format.rawValue)]', or name another with DIORAMA_PYTHON"
  }
}
