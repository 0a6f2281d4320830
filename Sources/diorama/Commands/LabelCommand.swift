// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaLabels
import DioramaLearners
import DioramaRuns
import Foundation

struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label", abstract: "Answer a run's open questions.",
    discussion: """
      A learned reward asks whether images show success; answer here while the run is still \
      training or before it is resumed. In the terminal type y, n, u (undo), s (skip) or q, then Return. \
      --page serves a page to this machine only; whoever opens it needs the address that is printed.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var folder: String

  @Flag(help: "Answer in the browser.") var page = false

  @Flag(help: "Answer in the terminal; the default if there is one.") var terminal = false

  @Option(help: "The port of the page, from 1 to 65535. (default: a free one)")
  var port: Int?

  @Flag(help: "Print the questions and their answers as JSON, and exit.") var json = false

  func validate() throws {
    guard [page, terminal, json].count(where: { $0 }) <= 1 else {
      throw ValidationError("--page, --terminal and --json exclude each other; keep one")
    }
    guard let port else { return }
    guard page else { throw ValidationError("--port is the page's; add --page") }
    try requirePort(port)
  }

  func run() throws {
    let questions = try QuestionFolder(ofRun: folder)
    if json { return try Console.printJSON(Document(questions)) }
    if page { return try serve(questions) }
    guard terminal || isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("standard input is not a terminal; add --page, --json or --terminal")
    }
    try ask(questions)
  }

  private func serve(_ questions: QuestionFolder) throws {
    _ = try questions.questions()  // so that a damaged file is told here
    let interruption = Interruption()
    let page = try LabelPage(questions, port: port.map { UInt16($0) }) {
      Console.note("diorama: \($0)")
    }
    Console.note("open this page in a browser on this machine; Ctrl-C ends it")
    try Console.write(page.address + "\n")
    while !interruption.isRequested { Thread.sleep(forTimeInterval: 0.2) }
    page.stop()
  }

  private func ask(_ questions: QuestionFolder) throws {
    let dialog = TerminalDialog(
      try TerminalLines(), showsPictures: TerminalDialog.isColored(STDOUT_FILENO)
    ) {
      try? Console.write($0)
    }
    var skipped: Set<Int> = []
    var waits = false
    while true {
      let open = try questions.questions().filter { $0.answer == nil }
      if let next = open.first(where: { !skipped.contains($0.number) }) {
        waits = false
        switch try dialog.put(next.number, in: questions) {
        case .answered: break
        case .skipped(let numbers): skipped.formUnion(numbers)
        case .ended: return
        }
        continue
      }
      let asked = try questions.questions().count
      if asked >= questions.about.budget {
        return Console.note(
          open.isEmpty
            ? "all \(asked) questions are answered" : "\(open.count) questions are left open")
      }
      if let command = questions.resumption {
        return Console.note(
          "\(asked) of \(questions.about.budget) were asked, and nothing trains the run now; "
            + "continue with '\(command)'")
      }
      if !waits {
        Console.note(
          "\(asked) of \(questions.about.budget) were asked; waiting for the next; u undoes, q quits"
        )
      }
      waits = true
      guard try dialog.wait(1, in: questions) else { return }
    }
  }

  private struct Document: Encodable {
    let environment: String
    let budget: Int
    let open: Int
    let questions: [RecordedQuestion]

    init(_ folder: QuestionFolder) throws {
      environment = folder.about.environment
      budget = folder.about.budget
      questions = try folder.questions()
      open = questions.count { $0.answer == nil }
    }
  }
}
