// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// A question as it stands in the folder of a run.
public struct RecordedQuestion: Hashable, Sendable, Encodable {
  /// Its number and the training step before which it was asked.
  public let number: Int
  public let step: Int
  /// The classifier's value of it, a logit.
  public let value: Float
  /// The path of its picture, a PNG file.
  public let picture: String
  /// When it was asked [s since 1970].
  public let time: Double
  /// What was last said to it; nil while it is open.
  public let answer: Answer?
  /// Who said so: `oracle`, `terminal`, `folder` or `web`; nil while it is open.
  public let by: String?
  /// When it was said [s since 1970]; nil while it is open.
  public let answered: Double?
}

/// A line of `questions.jsonl`: what was asked.
struct QuestionLine: Hashable, RecordLine {
  let number: Int
  /// The training step before which it was asked.
  let step: Int
  let value: Float
  /// The name of the file.
  let picture: String
  /// When [s since 1970].
  let time: Double

  var isPossible: Bool {
    [number, step].allSatisfy(PossibleNumbers.isCount) && PossibleNumbers.times.contains(time)
  }
}

/// A line of `answers.jsonl`: what somebody said; the last one to a question holds.
struct AnswerLine: Hashable, RecordLine {
  enum Word: String, Codable {
    /// Opens the question again.
    case yes, no, withdrawn
  }

  let question: Int
  let answer: Word
  /// Who said it.
  let by: String
  /// When [s since 1970].
  let time: Double

  var isPossible: Bool {
    PossibleNumbers.isCount(question) && PossibleNumbers.times.contains(time)
  }
}

/// A line of `taken.jsonl`: what training was told, and when, so that it can be told the same again.
struct TakenLine: Hashable, RecordLine {
  struct Item: Hashable, Sendable, Codable {
    let question: Int
    let answer: Answer
  }

  /// The training step before which it was told.
  let step: Int
  /// How many questions it had asked by then.
  let asked: Int
  let answers: [Item]

  var isPossible: Bool {
    ([step, asked] + answers.map(\.question)).allSatisfy(PossibleNumbers.isCount)
  }
}
