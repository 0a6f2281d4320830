// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaMath

/// Who answers questions from within the program that trains.
public protocol Respondent: AnyObject {
  /// Hears a question that is open.
  ///
  /// It may answer at once, later, or never, through `folder`.
  func hear(_ question: Question, in folder: QuestionFolder) throws

  /// Hears once more of a question that was open when training was interrupted.
  func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws

  /// Looks whether there is an answer now; called before each step, so it must not wait.
  func look(in folder: QuestionFolder) throws
}

extension Respondent {
  /// Does nothing.
  public func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws {}

  /// Does nothing.
  public func look(in folder: QuestionFolder) throws {}
}

/// The task itself, which knows; it may err now and then, as a person would.
public final class OracleRespondent: Respondent {
  private let errorRate: Double
  private let seed: UInt64

  /// Makes an oracle.
  ///
  /// - Parameters:
  ///   - errorRate: The probability of a wrong answer, in `0...1`.
  ///   - seed: Of the errors; whether a question is answered wrongly depends on it and on the
  ///     question's number alone.
  /// - Throws: ``LabelError/badErrorRate(_:)``.
  public init(errorRate: Double = 0, seed: UInt64) throws(LabelError) {
    guard (0...1).contains(errorRate) else { throw .badErrorRate(errorRate) }
    self.errorRate = errorRate
    self.seed = seed
  }

  /// Answers at once.
  public func hear(_ question: Question, in folder: QuestionFolder) throws {
    var errors = RandomStream("oracle \(question.number)", seed: seed)
    let isWrong = errors.uniform() < errorRate
    try folder.propose(
      question.number, question.looksSolved != isWrong ? .yes : .no, by: "oracle")
  }
}
