// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaLearners
import DioramaRender

/// Asks a run's questions through its ``QuestionFolder``, and hands out the answers found there.
///
/// A run that was killed goes on from an earlier checkpoint, asks the same again, and is told the same at
/// the same steps, whatever was answered since. Only when all that is recorded has been repeated are new
/// answers taken. So it ends with the same bits as if it had never stopped, if whoever answers would have
/// given the same answers at the same steps.
public final class QuestionLabeler: Labeler {
  /// How far training has come: what its checkpoint has to remember.
  public struct Position: Hashable, Sendable, Codable {
    /// How many questions it has asked.
    public var asked = 0
    /// How many times it was told something.
    public var told = 0

    /// Makes the position of a run that begins.
    public init(asked: Int = 0, told: Int = 0) {
      self.asked = asked
      self.told = told
    }

    /// Goes on with what was saved, nothing where nothing is asked; nil where that cannot be.
    init?(_ words: [UInt64]) {
      if words.isEmpty { return }
      guard words.count == 2, words.allSatisfy({ $0 < 1 << 40 }) else { return nil }
      (asked, told) = (Int(truncatingIfNeeded: words[0]), Int(truncatingIfNeeded: words[1]))
    }

    /// Its numbers, for checkpoints.
    var words: [UInt64] { [UInt64(asked), UInt64(told)] }
  }

  /// How far it is.
  public private(set) var position: Position

  private let folder: QuestionFolder
  private let respondent: (any Respondent)?
  private var questions: [QuestionLine]
  private var taken: [TakenLine]
  /// What training was told about each question.
  private var held: [Int: Answer] = [:]
  /// How many questions had been asked when this process began, and are to be heard again if open.
  private var earlier: Int
  /// The answers that were looked at last.
  private var lookedAt: FileVersion?

  /// Makes the labeler of a run that begins or goes on.
  ///
  /// - Parameters:
  ///   - folder: Where questions and answers are kept.
  ///   - position: How far the run had come when it was saved.
  ///   - respondent: Who answers on the spot; nil if somebody does through the folder alone.
  /// - Throws: ``LabelError`` when a file was edited into nonsense, or is that of another run.
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

  /// Puts `question`: it is recorded, or found to be what is recorded.
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

  /// Returns what was answered since the last time.
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

  /// Puts what was left open to who answers on the spot, once.
  private func hearAgain() throws {
    guard earlier > 0, let respondent else { return }
    for question in try folder.questions().prefix(earlier) where question.answer == nil {
      try respondent.hearAgain(question, in: folder)
    }
    earlier = 0
  }

  /// What was answered otherwise than training was told, in the order that it was said.
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
