// SPDX-License-Identifier: Apache-2.0

import DioramaDriving
import DioramaLabels
import DioramaLearners
import DioramaRuns
import Foundation

/// Makes those who take part in a run: who answers its questions, and who takes over from a policy.
struct People {
  /// The port of the page; nil for any free one.
  let port: UInt16?

  /// Whether the user wants the program to end.
  let isInterrupted: () -> Bool

  /// Makes the respondent for the labeler that the configuration names.
  ///
  /// - Throws: ``LabelError`` or ``RunError`` when it cannot be made.
  func respondent(
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

  /// Makes the supervisor that the configuration names, a person.
  ///
  /// - Throws: `DrivePageError`, or an error of the environment.
  func supervisor(_ configuration: RunConfiguration, _ run: String) throws -> any Supervisor {
    if configuration.expert == ExpertChoice.page.rawValue {
      let page = try SupervisionPage(
        configuration, run: run, port: port, isInterrupted: isInterrupted
      ) { Console.note("diorama: \($0)") }
      Console.note("diorama: training waits for you at \(page.address)")
      return page
    }
    let (lines, isColored) = (try TerminalLines(), TerminalDialog.isColored(STDERR_FILENO))
    return try KeyboardSupervisor(configuration) { picture in
      if isColored { Console.show(picture.terminalLines().joined(separator: "\n")) }
    } ask: { text in
      Console.show(text)
      while !isInterrupted() {
        switch lines.next(within: 0.25) {
        case nil: continue
        case .closed:
          Console.show("\n")
          Console.note("diorama: standard input is closed")
          return nil
        case .text(let line): return line
        }
      }
      return nil
    }
  }
}

/// A respondent that serves the page; answers come through the run's folder.
private final class WebRespondent: Respondent {
  private let page: LabelPage

  init(_ page: LabelPage) { self.page = page }

  func hear(_ question: Question, in folder: QuestionFolder) {}
}
