// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaMath

/// A respondent: gets a run's questions answered from within the training process.
public protocol Respondent: AnyObject {
  /// Receives a new question.
  ///
  /// It may answer at once, later, or never, through `folder`.
  func hear(_ question: Question, in folder: QuestionFolder) throws

  /// Receives once more a question that was open when training was interrupted.
  func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws

  /// Checks for new answers; called before each step, so it must not wait.
  func look(in folder: QuestionFolder) throws
}

extension Respondent {
  /// Does nothing.
  public func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws {}

  /// Does nothing.
  public func look(in folder: QuestionFolder) throws {}
}

/// An oracle: answers by the task's own test of success, with a given error rate.
public final class OracleRespondent: Respondent {
  private let errorRate: Double
  private let seed: UInt64

  /// Makes an oracle.
  ///
  /// - Parameters:
  ///   - errorRate: The probability of a wrong answer, in `0...1`.
  ///   - seed: The seed of the errors; whether a question is answered wrongly depends on it and on the
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
