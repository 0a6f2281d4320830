// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaRender
public import DioramaRuns
import Foundation

/// Puts questions to the person at the terminal, who types y, n, u, s or q.
public final class TerminalDialog {
  /// How a question was left.
  public enum Outcome: Hashable, Sendable {
    /// It is answered, by this person or meanwhile by another.
    case answered
    /// These were skipped, its own number or others that came back by an undo.
    case skipped(Set<Int>)
    /// The person wants no more questions, or has gone.
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
  /// What this person answered, the last one last.
  private var given: [(number: Int, answer: Answer)] = []

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - lines: What is typed.
  ///   - showsPictures: Whether the terminal shows colours.
  ///   - write: Shows a text.
  public init(
    _ lines: TerminalLines, showsPictures: Bool, write: @escaping (String) -> Void
  ) {
    self.lines = lines
    self.showsPictures = showsPictures
    self.write = write
  }

  /// Puts a question and waits until it is dealt with.
  ///
  /// - Parameters:
  ///   - number: The question's.
  ///   - folder: Where it is kept.
  ///   - isInterrupted: Asked several times a second; ends the waiting.
  /// - Returns: How it was left.
  /// - Throws: ``LabelError`` or ``RunError`` when the answer cannot be kept.
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

  /// Waits for `seconds`, in which the last answer may be taken back.
  ///
  /// - Returns: Whether the person is still there.
  /// - Throws: ``LabelError`` or ``RunError`` when that cannot be kept.
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

  /// Takes the last answer back, and returns its question.
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

/// The person at the terminal that training runs in; training waits for the answer.
public final class TerminalRespondent: Respondent {
  private let dialog: TerminalDialog
  private let isInterrupted: () -> Bool
  private var isThere = true

  /// Makes a respondent.
  ///
  /// - Parameters:
  ///   - dialog: How questions are put.
  ///   - isInterrupted: Asked while waiting; training goes on then, and the question stays open.
  public init(_ dialog: TerminalDialog, isInterrupted: @escaping () -> Bool) {
    self.dialog = dialog
    self.isInterrupted = isInterrupted
  }

  /// Waits until the question is answered or skipped, unless the person wants no more of them.
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
