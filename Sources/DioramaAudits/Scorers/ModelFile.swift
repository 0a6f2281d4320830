// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation

/// A model in the ONNX format, which our Python package runs: `python3 -m diorama.score MODEL`.
public struct ModelFile: Sendable {
  /// The path of the file.
  public let path: String

  /// The size of the images that it takes [px]; nil where any size will do.
  public let size: (width: Int, height: Int)?

  private let python: String

  /// Reads what images the model at `path` takes.
  ///
  /// - Throws: ``ScorerError`` when it, Python or the library is missing, or it takes something else.
  public init(_ path: String) throws(ScorerError) {
    self.path = path
    guard Disk.exists(path) else {
      throw .unreadable(path: path, reason: "there is no such file; check the path")
    }
    python = Subprocess.python
    let arguments = Self.arguments(path) + ["--shape"]
    let errors = FileManager.default.temporaryDirectory
      .appendingPathComponent("diorama-audit-\(UUID().uuidString)").path
    defer { try? Disk.remove(errors) }
    let program: LineProgram
    do throws(SystemError) {
      program = try LineProgram(python, arguments, errors: errors)
    } catch {
      throw .noProgram(python, reason: "\(error)")
    }
    let lines: [String]
    do {
      lines = try program.answers(to: [""], within: 60)
    } catch {
      let last = program.lastError ?? "it gave no shape"
      // its own mistakes begin so; any other is Python's
      throw .unreadable(
        path: path,
        reason: last.hasPrefix(Self.mark)
          ? String(last.dropFirst(Self.mark.count))
          : "'\(python)' cannot run it: \(last); pip install './tools/python[onnx]', "
            + "or name another with DIORAMA_PYTHON")
    }
    let numbers = lines[0].split(separator: " ").compactMap { Int($0) }
    size = numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }

  /// Starts a scorer that runs the model.
  ///
  /// - Throws: ``ScorerError`` when it cannot be started.
  public func scorer(kind: ScoreKind? = nil) throws(ScorerError) -> ProgramScorer {
    try ProgramScorer(python, Self.arguments(path), name: path, kind: kind)
  }

  private static let mark = "score: "

  private static func arguments(_ path: String) -> [String] { ["-m", "diorama.score", path] }
}
