// SPDX-License-Identifier: Apache-2.0

import DioramaLabels
import DioramaLearners
import DioramaRuns
import Foundation

/// A maker of the respondent to a run's questions.
struct Respondents {
  /// The port of the page; nil for any free one.
  let port: UInt16?

  /// Whether the user wants the program to end.
  let isInterrupted: () -> Bool

  /// Makes the respondent for the labeler that the configuration names.
  ///
  /// - Throws: ``LabelError`` or ``RunError`` when it cannot be made.
  func make(
    _ configuration: RunConfiguration, _ questions: QuestionFolder
  ) throws -> (any Respondent)? {
    switch try LabelerChoice(configuration.labeler) {
    case .oracle:
      return try RunConfiguration.oracle(configuration, questions)
    case .terminal:
      let dialog = TerminalDialog(
        try TerminalLines(), showsPictures: TerminalDialog.isColored(STDERR_FILENO)
      ) {
        Console.show($0)
      }
      return TerminalRespondent(dialog, isInterrupted: isInterrupted)
    case .web:
      let page = try LabelPage(questions, port: port) { Console.note("diorama: \($0)") }
      Console.note("diorama: questions are asked at \(page.address)")
      return WebRespondent(page)
    case .folder(let path):
      return try FolderRespondent(path, for: questions) { Console.note("diorama: \($0)") }
    }
  }
}

/// A respondent that serves the page; answers come through the run's folder.
private final class WebRespondent: Respondent {
  private let page: LabelPage

  init(_ page: LabelPage) { self.page = page }

  func hear(_ question: Question, in folder: QuestionFolder) {}
}
