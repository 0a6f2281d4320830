// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// A question as it is recorded in the folder of a run, with its answer.
public struct RecordedQuestion: Hashable, Sendable, Encodable {
  /// Its number and the training step before which it was asked.
  public let number: Int
  public let step: Int
  /// The classifier's logit f of its image.
  public let value: Float
  /// The path of its image, a PNG file.
  public let picture: String
  /// The time that it was asked [s since 1970].
  public let time: Double
  /// The present answer; nil while it is open.
  public let answer: Answer?
  /// The labeler: `oracle`, `terminal`, `folder` or `web`; nil while it is open.
  public let by: String?
  /// The time of the answer [s since 1970]; nil while it is open.
  public let answered: Double?
}

/// A line of `questions.jsonl`: a question.
struct QuestionLine: Hashable, RecordLine {
  let number: Int
  /// The training step before which it was asked.
  let step: Int
  let value: Float
  /// The file name of its image.
  let picture: String
  /// When [s since 1970].
  let time: Double

  var isPossible: Bool {
    [number, step].allSatisfy(PossibleNumbers.isCount) && PossibleNumbers.times.contains(time)
  }
}

/// A line of `answers.jsonl`: an answer; the last one to a question holds.
struct AnswerLine: Hashable, RecordLine {
  enum Word: String, Codable {
    /// The word `withdrawn` opens the question again.
    case yes, no, withdrawn
  }

  let question: Int
  let answer: Word
  /// The name of the labeler.
  let by: String
  /// When [s since 1970].
  let time: Double

  var isPossible: Bool {
    PossibleNumbers.isCount(question) && PossibleNumbers.times.contains(time)
  }
}

/// A line of `taken.jsonl`: answers that training took, and when, so that they can be replayed.
struct TakenLine: Hashable, RecordLine {
  struct Item: Hashable, Sendable, Codable {
    let question: Int
    let answer: Answer
  }

  /// The training step before which they were taken.
  let step: Int
  /// The number of questions asked by then.
  let asked: Int
  let answers: [Item]

  var isPossible: Bool {
    ([step, asked] + answers.map(\.question)).allSatisfy(PossibleNumbers.isCount)
  }
}
