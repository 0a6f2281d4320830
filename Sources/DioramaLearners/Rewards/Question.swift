// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A question (query) that a learned reward asks a labeler: whether an image from training shows success.
public struct Question: Hashable, Sendable {
  /// Its number; a run's questions are numbered from 0 in the order that they are asked.
  public var number: Int

  /// The number of training steps that were made when it was asked.
  public var step: Int

  /// The image.
  public var picture: Image

  /// The classifier's value f of the image, a logit.
  public var value: Float

  /// Whether the image shows success by the task itself; only an oracle looks at it.
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

/// An answer to a ``Question``.
public enum Answer: String, Hashable, Sendable, Codable, CaseIterable {
  case yes, no
}

/// A labeler, who answers questions: at once, later, or never.
public protocol Labeler: AnyObject {
  /// Asks `question`.
  ///
  /// - Throws: An error if it cannot be asked; training ends then.
  func ask(_ question: Question) throws

  /// Returns the answers since the last time, in the order in which they were given.
  ///
  /// It does not wait. A question may be answered again, if the labeler reconsiders: the later answer holds.
  ///
  /// - Parameter step: The training step that comes next; answers are recorded with it, so that a resumed run
  ///   receives them at the same step.
  /// - Returns: The numbers of the questions, and the answers to them.
  /// - Throws: An error if the answers cannot be read; training ends then.
  func takeAnswers(before step: Int) throws -> [(question: Int, answer: Answer)]
}
