// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaLearners
import DioramaRender
import Foundation

extension QuestionFolder {
  /// Answers a question, if its present answer is still the one that the caller has seen.
  ///
  /// A nil answer withdraws the present one: the question is open again. If training has already taken the
  /// old answer, it keeps it until there is a new one.
  ///
  /// - Parameters:
  ///   - number: The number of the question.
  ///   - answer: The new answer; nil to withdraw the present one.
  ///   - seen: The present answer, as the caller knows it; nil while the question is open.
  ///   - author: The name of the labeler.
  /// - Throws: ``LabelError/answeredMeanwhile(_:answer:by:)`` when the present answer is another one, another
  ///   ``LabelError`` or ``RunError`` when the answer cannot be written.
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

  /// Answers a question, unless its answer was changed meanwhile.
  package func propose(
    _ number: Int, _ answer: Answer?, replacing seen: Answer? = nil, by author: String
  ) throws {
    do {
      try self.answer(number, with: answer, replacing: seen, by: author)
    } catch LabelError.answeredMeanwhile {}
  }

  /// Returns the last line of each question, without withdrawn answers.
  static func standing(_ lines: [AnswerLine]) -> [Int: AnswerLine] {
    var standing: [Int: AnswerLine] = [:]
    for line in lines {
      standing[line.question] = line.answer == .withdrawn ? nil : line
    }
    return standing
  }

  /// Writes a new question: its image first, so that readers of the record find it.
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
