// SPDX-License-Identifier: Apache-2.0

/// One picture that a classifier learns from.
package enum RewardExample: Hashable, Sendable {
  /// A picture of success that was given.
  case goal(Int)
  /// The picture of a question.
  case question(Int)
  /// A picture of the warm-up.
  case early(Int)
  /// A picture in the replay, by slot.
  case seen(Int)
}

/// The pictures that a classifier learns from, and what is known of them.
package struct RewardExamples: Sendable {
  /// A question, and its picture.
  package struct Asked: Hashable, Sendable {
    package var step: Int
    package var value: Float
    package var looksSolved: Bool
    package var frame: [UInt8]

    package init(step: Int, value: Float, looksSolved: Bool, frame: [UInt8]) {
      self.step = step
      self.value = value
      self.looksSolved = looksSolved
      self.frame = frame
    }
  }

  /// The pictures of success that were given.
  package let goals: [[UInt8]]

  /// The pictures of the warm-up, one after the other.
  package var early: [UInt8] = []

  /// What was asked so far, by number.
  package var questions: [Asked] = []

  /// What was answered, by the question's number.
  private(set) var answers: [Int: Answer] = [:]

  /// The numbers of the questions that were answered, in order of the first answer.
  private(set) var answered: [Int] = []

  /// The numbers of the questions that were answered "yes", and "no", in ascending order.
  private(set) var yes: [Int] = []
  private(set) var no: [Int] = []

  package init(goals: [[UInt8]]) { self.goals = goals }

  /// How many pictures of the warm-up there are.
  var earlyCount: Int { early.count / frameCount }

  /// How many pictures of success there are.
  var positiveCount: Int { goals.count + yes.count }

  /// How many bytes a picture has.
  var frameCount: Int { goals.first?.count ?? 1 }

  /// Returns the picture of success number `index`: the goals first, then what was answered "yes".
  func positive(_ index: Int) -> RewardExample {
    index < goals.count ? .goal(index) : .question(yes[index - goals.count])
  }

  /// Takes an answer in, which may be another one than before.
  package mutating func take(_ answer: Answer, to question: Int) {
    if answers[question] == nil { answered.append(question) }
    answers[question] = answer
    yes = answers.keys.filter { answers[$0] == .yes }.sorted()
    no = answers.keys.filter { answers[$0] == .no }.sorted()
  }

  /// The share of "yes" among the last `count` questions that were answered; 0 without any.
  func shareOfYes(last count: Int) -> Double {
    let recent = answered.suffix(count)
    guard !recent.isEmpty else { return 0 }
    return Double(recent.filter { answers[$0] == .yes }.count) / Double(recent.count)
  }
}
