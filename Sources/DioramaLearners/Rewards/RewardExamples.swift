// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// An image that a classifier learns from.
package enum RewardExample: Hashable, Sendable {
  /// A success image that was given.
  case goal(Int)
  /// An image of failure that was given.
  case failure(Int)
  /// The image of a question.
  case question(Int)
  /// An image of the warm-up.
  case early(Int)
  /// An image in the replay, by slot.
  case seen(Int)
}

/// The images that a classifier learns from, and the questions and answers about them.
package struct RewardExamples: Sendable {
  /// A question that was asked, and its image.
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

  /// The success images that were given.
  package let goals: [[UInt8]]

  /// The images of failure that were given.
  package let failures: [[UInt8]]

  /// The images of the warm-up, one after the other.
  package var early: [UInt8] = []

  /// The questions so far, by number.
  package var questions: [Asked] = []

  /// The answers, by the question's number.
  private(set) var answers: [Int: Answer] = [:]

  /// The numbers of the questions that were answered, in order of the first answer.
  private(set) var answered: [Int] = []

  /// The numbers of the questions that were answered "yes", and "no", in ascending order.
  private(set) var yes: [Int] = []
  private(set) var no: [Int] = []

  package init(goals: [[UInt8]], failures: [[UInt8]] = []) {
    (self.goals, self.failures) = (goals, failures)
  }

  /// The number of images of the warm-up.
  var earlyCount: Int { early.count / frameCount }

  /// The number of success images, with those that were answered "yes".
  var positiveCount: Int { goals.count + yes.count }

  /// The number of bytes of an image.
  var frameCount: Int { goals.first?.count ?? 1 }

  /// Returns success image number `index`: those that were given come first, then those answered "yes".
  func positive(_ index: Int) -> RewardExample {
    index < goals.count ? .goal(index) : .question(yes[index - goals.count])
  }

  /// Returns an image of failure that was given, with the probability `share`; else nil.
  func failure(_ share: Double, from stream: inout RandomStream) -> RewardExample? {
    guard share > 0, !failures.isEmpty, stream.uniform() < share else { return nil }
    return .failure(stream.integer(below: failures.count))
  }

  /// Records an answer, which may replace an earlier one.
  package mutating func take(_ answer: Answer, to question: Int) {
    if answers[question] == nil { answered.append(question) }
    answers[question] = answer
    yes = answers.keys.filter { answers[$0] == .yes }.sorted()
    no = answers.keys.filter { answers[$0] == .no }.sorted()
  }

  /// Returns the share of "yes" among the last `count` questions that were answered; 0 without answers.
  func shareOfYes(last count: Int) -> Double {
    let recent = answered.suffix(count)
    guard !recent.isEmpty else { return 0 }
    return Double(recent.filter { answers[$0] == .yes }.count) / Double(recent.count)
  }
}
