// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaRender
public import DioramaRuns
import Foundation

/// The dialog that puts questions to the labeler at the terminal, who types y, n, u, s or q.
public final class TerminalDialog {
  /// The outcome of putting a question.
  public enum Outcome: Hashable, Sendable {
    /// The question is answered, by this labeler or meanwhile by another.
    case answered
    /// The numbers of skipped questions: this one, or others that an undo has opened again.
    case skipped(Set<Int>)
    /// The labeler wants no more questions, the input is closed, or the waiting was interrupted.
    case ended
  }

  /// Whether `descriptor` is a terminal that shows colours.
  public static func isColored(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
      && !["dumb", "linux", ""].contains(ProcessInfo.processInfo.environment["TERM"] ?? "")
  }

  private let lines: TerminalLines
  private let showsPictures: Bool
  private let write: (String) -> Void
  /// The answers given in this dialog, in order.
  private var given: [(number: Int, answer: Answer)] = []

  /// Makes a dialog.
  ///
  /// - Parameters:
  ///   - lines: The typed lines.
  ///   - showsPictures: Whether the images are shown, which takes a terminal with colours.
  ///   - write: Shows a text.
  public init(
    _ lines: TerminalLines, showsPictures: Bool, write: @escaping (String) -> Void
  ) {
    self.lines = lines
    self.showsPictures = showsPictures
    self.write = write
  }

  /// Puts a question, and waits until it is answered or skipped.
  ///
  /// - Parameters:
  ///   - number: The number of the question.
  ///   - folder: The folder of the questions.
  ///   - isInterrupted: Asked several times a second; if true, the waiting ends.
  /// - Returns: The outcome.
  /// - Throws: ``LabelError`` or ``RunError`` when the answer cannot be written.
  public func put(
    _ number: Int, in folder: QuestionFolder, isInterrupted: () -> Bool = { false }
  ) throws -> Outcome {
    var pending = [number]  // the last one first: what was undone comes before it
    var skipped: Set<Int> = []
    try show(number, folder)
    while let number = pending.last {
      guard !isInterrupted() else { return .ended }
      switch lines.next(within: 0.25) {
      case nil:
        if try folder.questions()[number].answer != nil {
          write("\nquestion \(number) was answered elsewhere\n")
          pending.removeLast()
          if let next = pending.last { try show(next, folder) }
        }
      case .closed:
        write("\nstandard input is closed; the questions wait for 'diorama label \(folder.run)'\n")
        return .ended
      case .text(let text):
        switch text.trimmingCharacters(in: .whitespaces).lowercased() {
        case "y", "yes", "n", "no":
          try answer(number, text.lowercased().contains("y") ? .yes : .no, folder)
          pending.removeLast()
          if let next = pending.last { try show(next, folder) }
        case "s", "skip":
          skipped.insert(pending.removeLast())
          if let next = pending.last { try show(next, folder) }
        case "q", "quit": return .ended
        case "u", "undo":
          if let last = try undo(folder) { pending.append(last) }
          try show(pending.last ?? number, folder)
        default: write("type y, n, u, s or q: ")
        }
      }
    }
    return skipped.isEmpty ? .answered : .skipped(skipped)
  }

  /// Waits for `seconds` or one typed line, which may undo the last answer.
  ///
  /// - Returns: Whether to continue: false after `q`, or when the input is closed.
  /// - Throws: ``LabelError`` or ``RunError`` when the undoing cannot be written.
  public func wait(_ seconds: Double, in folder: QuestionFolder) throws -> Bool {
    guard let line = lines.next(within: seconds) else { return true }
    guard case .text(let text) = line else { return false }
    switch text.trimmingCharacters(in: .whitespaces).lowercased() {
    case "q", "quit": return false
    case "u", "undo": _ = try undo(folder)
    default: break
    }
    return true
  }

  private func answer(_ number: Int, _ answer: Answer, _ folder: QuestionFolder) throws {
    do {
      try folder.answer(number, with: answer, by: "terminal")
      given.append((number, answer))
    } catch LabelError.answeredMeanwhile(let number, let answer?, let by) {
      write("question \(number) was answered meanwhile: \(answer.rawValue), by \(by ?? "nobody")\n")
    }
  }

  /// Withdraws the last answer, and returns the number of its question; nil if there is nothing to undo.
  private func undo(_ folder: QuestionFolder) throws -> Int? {
    guard let last = given.popLast() else {
      write("there is nothing to undo\n")
      return nil
    }
    do {
      try folder.answer(last.number, with: nil, replacing: last.answer, by: "terminal")
      return last.number
    } catch LabelError.answeredMeanwhile(let number, _, _) {
      write("the answer to question \(number) was changed elsewhere; it is left alone\n")
      return nil
    }
  }

  private func show(_ number: Int, _ folder: QuestionFolder) throws {
    lines.forgetEarly()  // it was not said of this picture
    let questions = try folder.questions()
    let question = questions[number]
    write("\n")
    if showsPictures {
      let picture = try PNG.decode(contentsOf: question.picture)
      write(picture.terminalLines().joined(separator: "\n") + "\n")
    }
    write(
      """
      question \(number), before step \(question.step): \(question.picture)
      is it success? y yes, n no, u undo, s skip, q quit, then Return: \

      """)
  }
}

/// A respondent at the terminal that training runs in; training waits for the answers.
public final class TerminalRespondent: Respondent {
  private let dialog: TerminalDialog
  private let isInterrupted: () -> Bool
  private var isThere = true

  /// Makes a respondent.
  ///
  /// - Parameters:
  ///   - dialog: The dialog that puts the questions.
  ///   - isInterrupted: Asked while waiting; if true, no more questions are put, and this one stays open.
  public init(_ dialog: TerminalDialog, isInterrupted: @escaping () -> Bool) {
    self.dialog = dialog
    self.isInterrupted = isInterrupted
  }

  /// Waits until the question is answered or skipped, unless the labeler wants no more questions.
  public func hear(_ question: Question, in folder: QuestionFolder) throws {
    try hear(question.number, in: folder)
  }

  public func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws {
    try hear(question.number, in: folder)
  }

  private func hear(_ number: Int, in folder: QuestionFolder) throws {
    guard isThere else { return }
    isThere = try dialog.put(number, in: folder, isInterrupted: isInterrupted) != .ended
  }
}
