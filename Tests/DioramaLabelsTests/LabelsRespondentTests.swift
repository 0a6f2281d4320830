// SPDX-License-Identifier: Apache-2.0

import DioramaLabels
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaRuns
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.slow) struct LabelsRespondentTests {
  @Test func `an oracle errs as often as it should, by number and seed alone`() throws {
    let run = try LabelsFixture()
    let labeler = try QuestionLabeler(
      run.folder, answeredBy: OracleRespondent(errorRate: 0.1, seed: 7))
    let count = 100
    for number in 0..<count {
      try labeler.ask(LabelsFixture.question(number, looksSolved: number % 3 == 0))
    }
    let wrong = try run.answers.enumerated().filter { ($1 == .yes) != ($0 % 3 == 0) }.map(\.offset)
    #expect((4...16).contains(wrong.count))  // 10 expected, standard deviation 3

    let other = try LabelsFixture(asking: count)
    for number in (0..<count).reversed() {
      try OracleRespondent(errorRate: 0.1, seed: 7).hear(
        LabelsFixture.question(number, looksSolved: number % 3 == 0), in: other.folder)
    }
    #expect(try other.answers == run.answers)
    #expect(throws: LabelError.badErrorRate(1.5)) { try OracleRespondent(errorRate: 1.5, seed: 0) }
  }

  @Test func `pictures are sorted, sorted otherwise, and put back`() throws {
    let run = try LabelsFixture()
    let sorting = try TemporaryFolder()
    var notes: [String] = []
    let labeler = try QuestionLabeler(
      run.folder, answeredBy: FolderRespondent(sorting.path, for: run.folder) { notes.append($0) })
    for number in 0..<3 { try labeler.ask(LabelsFixture.question(number)) }
    func move(_ number: Int, _ from: String, _ to: String) throws {
      let name = "question-000\(number).png"
      try FileManager.default.moveItem(
        atPath: sorting.path("\(from)/\(name)"), toPath: sorting.path("\(to)/\(name)"))
    }
    func told(_ step: Int) throws -> [String] {
      try labeler.takeAnswers(before: step).map { "\($0.question) \($0.answer)" }
    }
    #expect(try told(31) == [])
    try move(0, "open", "yes")
    try move(2, "open", "no")
    #expect(try told(32) == ["0 yes", "2 no"])
    try move(0, "yes", "no")
    #expect(try told(33) == ["0 no"])
    try move(0, "no", "open")
    #expect(try told(34) == [])
    #expect(try run.answers == [nil, nil, .no])
    #expect(notes == [])

    try Data("hello".utf8).write(to: URL(fileURLWithPath: sorting.path("yes/notes.txt")))
    try FileManager.default.copyItem(
      atPath: sorting.path("open/question-0001.png"),
      toPath: sorting.path("no/question-0001.png"))
    #expect(try told(35) == [])
    #expect(try told(36) == [])
    #expect(
      notes == [
        "'\(sorting.path)/yes/notes.txt' is not an image of a question; it is ignored",
        "'question-0001.png' is in open and no of '\(sorting.path)'; "
          + "it is left alone until it is in one of them only",
      ])
  }

  @Test func `pictures that lie still do not contradict what is said elsewhere`() throws {
    let run = try LabelsFixture()
    let sorting = try TemporaryFolder()
    func begin() throws -> QuestionLabeler {
      let labeler = try QuestionLabeler(
        run.folder, answeredBy: FolderRespondent(sorting.path, for: run.folder) { _ in })
      for number in 0..<2 { try labeler.ask(LabelsFixture.question(number)) }
      return labeler
    }
    func move(_ number: Int, _ from: String, _ to: String) throws {
      let name = "question-000\(number).png"
      try FileManager.default.moveItem(
        atPath: sorting.path("\(from)/\(name)"), toPath: sorting.path("\(to)/\(name)"))
    }
    let labeler = try begin()
    try move(0, "open", "yes")
    _ = try labeler.takeAnswers(before: 30)
    try run.folder.answer(0, with: .no, replacing: .yes, by: "web")
    try run.folder.answer(1, with: .yes, by: "web")
    _ = try labeler.takeAnswers(before: 31)
    #expect(try run.answers == [.no, .yes])

    // killed, and resumed from its start; a picture that is thrown away says nothing either
    let again = try begin()
    for step in [30, 31, 32] { _ = try again.takeAnswers(before: step) }
    #expect(try run.answers == [.no, .yes])
    try FileManager.default.removeItem(atPath: sorting.path("yes/question-0000.png"))
    _ = try again.takeAnswers(before: 33)
    #expect(try run.answers == [.no, .yes])
    try move(1, "open", "no")
    _ = try again.takeAnswers(before: 34)
    #expect(try run.answers == [.no, .no])
  }

  @Test func `a folder with another run's pictures is refused`() throws {
    let run = try LabelsFixture()
    let sorting = try TemporaryFolder()
    let respondent = try FolderRespondent(sorting.path, for: run.folder) { _ in }
    let file = sorting.path("yes/question-0000.png")
    try PNG.write(LabelsFixture.picture(99), to: file)
    let labeler = try QuestionLabeler(run.folder, answeredBy: respondent)
    #expect(throws: LabelError.otherPicture(path: file, number: 0)) {
      try labeler.ask(LabelsFixture.question(0))
    }
    let other = try LabelsFixture()
    #expect(
      throws: LabelError.picturesOfAnother(path: sorting.path, picture: "question-0000.png")
    ) {
      try FolderRespondent(sorting.path, for: other.folder) { _ in }
    }
  }

  /// Types `lines` and closes standard input.
  private func dialog(_ lines: [String]) throws -> (TerminalDialog, () -> String) {
    let pending = Mutex(lines)
    let shown = Shown()
    let input = try TerminalLines { pending.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    return (TerminalDialog(input, showsPictures: false) { shown.text += $0 }, { shown.text })
  }

  private final class Shown { var text = "" }

  @Test func `the terminal answers, skips, undoes and ends`() throws {
    let run = try LabelsFixture(asking: 4)
    let (dialog, _) = try dialog(["what", "y", "u", "No", "s", "y", "q"])
    #expect(try dialog.put(0, in: run.folder) == .answered)
    #expect(try run.answers == [.yes, nil, nil, nil])
    #expect(try dialog.put(1, in: run.folder) == .skipped([1]))  // after undoing the first
    #expect(try run.answers == [.no, nil, nil, nil])
    #expect(try dialog.put(2, in: run.folder) == .answered)
    #expect(try dialog.put(3, in: run.folder) == .ended)
    #expect(try run.answers == [.no, nil, .yes, nil])
  }

  @Test func `what is skipped is what is shown`() throws {
    let run = try LabelsFixture(asking: 2)
    let (dialog, _) = try dialog(["y", "u", "s", "n"])
    #expect(try dialog.put(0, in: run.folder) == .answered)
    #expect(try dialog.put(1, in: run.folder) == .skipped([0]))
    #expect(try run.answers == [nil, .no])
  }

  @Test func `what was typed before a picture was shown is not said of it`() throws {
    let run = try LabelsFixture(asking: 1)
    let (isRead, isShown) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let calls = Mutex(0)
    let input = try TerminalLines(isTyped: true) {
      calls.withLock { $0 += 1 }
      switch calls.withLock(\.self) {
      case 1: return "n"
      case 2:
        isRead.signal()
        isShown.wait()
        return "y"
      default: return nil
      }
    }
    let dialog = TerminalDialog(input, showsPictures: false) { _ in isShown.signal() }
    isRead.wait()
    #expect(try dialog.put(0, in: run.folder) == .answered)
    #expect(try run.answers == [.yes])
  }

  @Test func `an answer is taken back while one waits for the next question`() throws {
    let run = try LabelsFixture(asking: 1)
    let (dialog, _) = try dialog(["y", "u", "q"])
    #expect(try dialog.put(0, in: run.folder) == .answered)
    #expect(try dialog.wait(60, in: run.folder))
    #expect(try run.answers == [nil])
    #expect(try !dialog.wait(60, in: run.folder))
  }

  @Test func `a question that was left open is put again when training goes on`() throws {
    let run = try LabelsFixture(asking: 2)
    try run.folder.answer(0, with: .no, by: "web")
    let (dialog, _) = try dialog(["y"])
    let labeler = try QuestionLabeler(
      run.folder, at: .init(asked: 2), answeredBy: TerminalRespondent(dialog) { false })
    #expect(try labeler.takeAnswers(before: 30).map(\.question) == [0, 1])
    #expect(try run.answers == [.no, .yes])
  }

  @Test func `training goes on when standard input is closed`() throws {
    let run = try LabelsFixture()
    let (dialog, shown) = try dialog(["y"])
    let labeler = try QuestionLabeler(
      run.folder, answeredBy: TerminalRespondent(dialog) { false })
    for number in 0..<3 { try labeler.ask(LabelsFixture.question(number)) }
    #expect(try run.answers == [.yes, nil, nil])
    #expect(
      shown().components(separatedBy: "standard input is closed").count == 2, "it is told once")
  }

  @Test func `a picture is drawn in half blocks`() {
    var picture = Image(width: 2, height: 2, red: 255, green: 255, blue: 255)
    picture[column: 0, row: 1] = 0
    #expect(
      picture.terminalLines() == [
        "\u{1B}[38;2;255;255;255m\u{1B}[48;2;0;255;255m▀"
          + "\u{1B}[38;2;255;255;255m\u{1B}[48;2;255;255;255m▀\u{1B}[0m"
      ])
    let large = Image(width: 640, height: 480, red: 1, green: 2, blue: 3)
    #expect(large.terminalLines().count == 24)
  }
}
