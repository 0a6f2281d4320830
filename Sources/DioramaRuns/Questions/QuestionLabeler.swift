// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaLearners
import DioramaRender

/// The labeler of a run: records its questions in its ``QuestionFolder``, and returns the answers from there.
///
/// A run that was killed resumes from an earlier checkpoint: it asks the same questions again, and gets
/// the same answers at the same steps, whatever was answered since. Only after all records have been
/// replayed does it take new answers. So it ends with the same bits as if it had never stopped, provided
/// that the labeler would have given the same answers at the same steps.
public final class QuestionLabeler: Labeler {
  /// The position of training in the records, which its checkpoint saves.
  public struct Position: Hashable, Sendable, Codable {
    /// The number of questions asked so far.
    public var asked = 0
    /// The number of times that answers were taken so far.
    public var told = 0

    /// Makes a position, by default that of a new run.
    public init(asked: Int = 0, told: Int = 0) {
      self.asked = asked
      self.told = told
    }

    /// Restores a saved position; nil if its numbers are out of range.
    ///
    /// A run without questions saves no words.
    init?(_ words: [UInt64]) {
      if words.isEmpty { return }
      guard words.count == 2, words.allSatisfy({ $0 < 1 << 40 }) else { return nil }
      (asked, told) = (Int(truncatingIfNeeded: words[0]), Int(truncatingIfNeeded: words[1]))
    }

    /// The numbers of the position, for checkpoints.
    var words: [UInt64] { [UInt64(asked), UInt64(told)] }
  }

  /// The position of training in the records.
  public private(set) var position: Position

  private let folder: QuestionFolder
  private let respondent: (any Respondent)?
  private var questions: [QuestionLine]
  private var taken: [TakenLine]
  /// The answers that training has taken, by question.
  private var held: [Int: Answer] = [:]
  /// The number of questions asked before this process began, to be put again if open; then 0.
  private var earlier: Int
  /// The version of the file of answers that was read last.
  private var lookedAt: FileVersion?

  /// Makes the labeler of a new or resumed run.
  ///
  /// - Parameters:
  ///   - folder: The folder of questions and answers.
  ///   - position: The position of the run when it was saved.
  ///   - respondent: The respondent; nil if answers come through the folder alone.
  /// - Throws: ``LabelError`` when a line cannot be parsed, or records are missing.
  public init(
    _ folder: QuestionFolder, at position: Position = Position(),
    answeredBy respondent: (any Respondent)? = nil
  ) throws {
    self.folder = folder
    self.position = position
    self.respondent = respondent
    earlier = position.asked
    questions = try folder.asked()
    taken = try folder.takenFile.read()
    for (file, count, expected) in [
      ("questions.jsonl", questions.count, position.asked),
      ("taken.jsonl", taken.count, position.told),
    ] where count < expected {
      throw LabelError.recordsMissing(
        folder: folder.path, file: file, count: count, expected: expected)
    }
    for line in taken.prefix(position.told) { hold(line) }
  }

  /// Asks `question`: records it, or checks that it is the recorded one.
  public func ask(_ question: Question) throws {
    precondition(
      question.number == position.asked, "question \(question.number) is number \(position.asked)")
    if position.asked < questions.count {
      let line = questions[position.asked]
      let recorded = try PNG.decode(contentsOf: folder.path + "/" + line.picture)
      guard line.step == question.step, recorded == question.picture else {
        throw LabelError.otherQuestion(
          folder: folder.path, number: question.number, recordedStep: line.step,
          step: question.step)
      }
    } else {
      try folder.add(question)
      questions = try folder.asked()
    }
    position.asked += 1
    if let respondent, try folder.questions()[question.number].answer == nil {
      try respondent.hear(question, in: folder)
    }
  }

  /// Returns the answers given since the last call; after a resumption, first the recorded ones.
  public func takeAnswers(before step: Int) throws -> [(question: Int, answer: Answer)] {
    if position.told < taken.count {
      let next = taken[position.told]
      if (next.asked, next.step) == (position.asked, step) { return tell(next) }
      guard next.step >= step, next.asked >= position.asked else {
        throw LabelError.otherAnswers(folder: folder.path, recordedStep: next.step, step: step)
      }
      return []
    }
    guard position.asked == questions.count else { return [] }  // nothing was taken here
    try hearAgain()
    try respondent?.look(in: folder)
    guard let version = folder.answerFile.version, version != lookedAt else { return [] }
    let news = try news()
    lookedAt = version  // read after: what was added in between is looked at again
    guard !news.isEmpty else { return [] }
    let line = TakenLine(step: step, asked: position.asked, answers: news)
    try folder.takenFile.append { _ in line }
    taken.append(line)
    return tell(line)
  }

  /// Puts the questions that an earlier process left open to the respondent, once.
  private func hearAgain() throws {
    guard earlier > 0, let respondent else { return }
    for question in try folder.questions().prefix(earlier) where question.answer == nil {
      try respondent.hearAgain(question, in: folder)
    }
    earlier = 0
  }

  /// Returns the answers that differ from those that training has taken, in the order they were given.
  private func news() throws -> [TakenLine.Item] {
    let questions = try folder.questions()
    var order: [Int] = []
    for line in try folder.answerFile.read() {
      order.removeAll { $0 == line.question }
      order.append(line.question)
    }
    return order.compactMap { number in
      guard questions.indices.contains(number), let answer = questions[number].answer,
        answer != held[number]
      else { return nil }
      return TakenLine.Item(question: number, answer: answer)
    }
  }

  private func tell(_ line: TakenLine) -> [(question: Int, answer: Answer)] {
    position.told += 1
    hold(line)
    return line.answers.map { ($0.question, $0.answer) }
  }

  private func hold(_ line: TakenLine) {
    for item in line.answers { held[item.question] = item.answer }
  }
}
