// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// Whether a picture from training shows success: what a learned reward asks a person.
public struct Question: Hashable, Sendable {
  /// Its number; a run's questions are numbered from 0 in the order that they are asked.
  public var number: Int

  /// The training step before which it was asked.
  public var step: Int

  /// What was seen.
  public var picture: Image

  /// The classifier's value f of it, a logit.
  public var value: Float

  /// What the task itself says of such a picture; only an oracle looks at it.
  public var looksSolved: Bool

  /// Makes a question.
  public init(number: Int, step: Int, picture: Image, value: Float, looksSolved: Bool) {
    self.number = number
    self.step = step
    self.picture = picture
    self.value = value
    self.looksSolved = looksSolved
  }
}

/// What is said to a ``Question``.
public enum Answer: String, Hashable, Sendable, Codable, CaseIterable {
  case yes, no
}

/// Who answers questions: at once, later, or never.
public protocol Labeler: AnyObject {
  /// Puts `question`.
  ///
  /// - Throws: When it cannot be put; training ends then.
  func ask(_ question: Question) throws

  /// Returns what was answered since the last time, in the order that it was said.
  ///
  /// It does not wait. The same number may come again with another answer: somebody changed their mind,
  /// and the later one holds.
  ///
  /// - Parameter step: The training step that comes next: what is taken is recorded with it, so that a
  ///   run that was killed can be told the same at the same time.
  /// - Returns: The questions' numbers, and what was said to them.
  /// - Throws: When the answers cannot be read; training ends then.
  func takeAnswers(before step: Int) throws -> [(question: Int, answer: Answer)]
}
