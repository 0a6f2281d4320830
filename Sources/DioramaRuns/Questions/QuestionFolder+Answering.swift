// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaLearners
import DioramaRender
import Foundation

extension QuestionFolder {
  /// Answers a question, if what was said to it is still what the caller thinks.
  ///
  /// Undoing is answering nil: the question is open again. If training took the old answer already, that
  /// one holds there until there is another.
  ///
  /// - Parameters:
  ///   - number: The question's.
  ///   - answer: What is said; nil to take back what was said.
  ///   - seen: What was said to it before; nil if nothing.
  ///   - author: Who says it.
  /// - Throws: ``LabelError/answeredMeanwhile(_:answer:by:)`` when something else was said, another
  ///   ``LabelError`` or ``RunError`` when the answer cannot be kept.
  public func answer(
    _ number: Int, with answer: Answer?, replacing seen: Answer? = nil, by author: String
  ) throws {
    let count = try asked().count
    guard (0..<count).contains(number) else {
      throw LabelError.unknownQuestion(number, count: count)
    }
    try answerFile.append { lines in
      let last = Self.standing(lines)[number]
      let standing = last.flatMap { Answer(rawValue: $0.answer.rawValue) }
      guard standing == seen else {
        throw LabelError.answeredMeanwhile(number, answer: standing, by: last?.by)
      }
      return AnswerLine(
        question: number, answer: answer.flatMap { .init(rawValue: $0.rawValue) } ?? .withdrawn,
        by: author, time: Date().timeIntervalSince1970)
    }
  }

  /// Answers a question, unless somebody else has done so in this very moment.
  package func propose(
    _ number: Int, _ answer: Answer?, replacing seen: Answer? = nil, by author: String
  ) throws {
    do {
      try self.answer(number, with: answer, replacing: seen, by: author)
    } catch LabelError.answeredMeanwhile {}
  }

  /// The last of `lines` to each question, without those that were taken back.
  static func standing(_ lines: [AnswerLine]) -> [Int: AnswerLine] {
    var standing: [Int: AnswerLine] = [:]
    for line in lines {
      standing[line.question] = line.answer == .withdrawn ? nil : line
    }
    return standing
  }

  /// Keeps a new question: its picture first, so that who reads of it can see it.
  func add(_ question: Question) throws {
    let picture = Self.name(question.number)
    try PNG.write(question.picture, to: path + "/" + picture)
    do {
      try OpenFile(path + "/" + picture, for: .reading).synchronize()
    } catch {
      throw RunError.unwritable(path: path + "/" + picture, reason: error.systemReason)
    }
    try questionFile.append { lines in
      QuestionLine(
        number: lines.count, step: question.step, value: question.value, picture: picture,
        time: Date().timeIntervalSince1970)
    }
  }
}
