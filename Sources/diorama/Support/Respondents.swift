// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaStudy
import Foundation

/// Finds who answers a run's questions.
struct Respondents {
  /// Whether the user wants the program to end.
  let isInterrupted: () -> Bool

  private static let words = ["oracle", "terminal"]

  /// Makes who the configuration names.
  ///
  /// - Throws: ``RunError`` where it names nobody.
  func make(_ configuration: RunConfiguration, _ questions: QuestionFolder) throws -> (
    any Respondent
  )? {
    switch configuration.labeler {
    case "oracle":
      return try RunConfiguration.oracle(configuration, questions)
    case "terminal":
      let dialog = TerminalDialog(TerminalLines(), showsPictures: isatty(STDERR_FILENO) == 1) {
        FileHandle.standardError.write(Data($0.utf8))
      }
      return TerminalRespondent(dialog, isInterrupted: isInterrupted)
    case let folder:
      // a misspelt word is no folder
      guard folder.contains("/") || FileManager.default.fileExists(atPath: folder) else {
        throw RunError.unknownChoice(
          key: "labeler", value: folder, known: Self.words + ["./\(folder) (a folder)"])
      }
      return try FolderRespondent(folder) { Console.note("diorama: \($0)") }
    }
  }
}
