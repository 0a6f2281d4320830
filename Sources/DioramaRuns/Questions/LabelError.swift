// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaMath

/// What can go wrong between a question and its answer.
public enum LabelError: Error, Hashable, Sendable {
  /// A run that asks nothing.
  case noQuestions(run: String)
  /// A line that is none.
  case badLine(path: String, line: Int, example: String)
  /// A question that was never asked; there are `count`.
  case unknownQuestion(Int, count: Int)
  /// A line that answers a question that was never asked.
  case answerToNothing(path: String, line: Int, question: Int, count: Int)
  /// The answer to a question is no longer what was thought.
  case answeredMeanwhile(Int, answer: Answer?, by: String?)
  /// A question that is recorded otherwise than training asks it.
  case otherQuestion(folder: String, number: Int, recordedStep: Int, step: Int)
  /// Answers that training took at another time.
  case otherAnswers(folder: String, recordedStep: Int, step: Int)
  /// Fewer records than training has made.
  case recordsMissing(folder: String, file: String, count: Int, expected: Int)
  /// A picture of another run in a folder to sort.
  case otherPicture(path: String, number: Int)
  /// A folder to sort that is not empty when a run begins.
  case picturesOfAnother(path: String, picture: String)
  /// No such probability.
  case badErrorRate(Double)
  /// Nobody is called so.
  case unknownLabeler(String)
  case portInUse(Int)
  case pageNotServed(reason: String)
}

extension LabelError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noQuestions(let run):
      "the run in '\(run)' asks no questions; those of "
        + "\(LearnerCatalog.names { $0.needs.contains(.answers) }) do"
    case .badLine(let path, let line, let example):
      "'\(path)', line \(line), is no line of this file; mend it or take it out, it looks like \(example)"
    case .unknownQuestion(let number, let count):
      "there is no question \(number); \(count) were asked, the first is 0"
    case .answerToNothing(let path, let line, let question, let count):
      "'\(path)', line \(line), answers question \(question), but \(count) were asked, the first is 0; take it out"
    case .answeredMeanwhile(let number, let answer, let by):
      if let answer, let by {
        "question \(number) was answered meanwhile: \(answer.rawValue), by \(by)"
      } else {
        "question \(number) was opened again meanwhile"
      }
    case .otherQuestion(let folder, let number, let recordedStep, let step):
      "question \(number) in '\(folder)' was asked before step \(recordedStep) with another picture than now, "
        + "before step \(step); the folder belongs to another run"
    case .otherAnswers(let folder, let recordedStep, let step):
      "answers in '\(folder)' were taken before step \(recordedStep), not step \(step); "
        + "the folder belongs to another run"
    case .recordsMissing(let folder, let file, let count, let expected):
      "'\(folder)/\(file)' has \(count) lines where the run wrote \(expected) or more; put the file back"
    case .otherPicture(let path, let number):
      "'\(path)' is not the picture of question \(number) but of another run; take it out of the folder"
    case .picturesOfAnother(let path, let picture):
      "'\(path)' has '\(picture)' before anything was asked; name an empty folder, this one is another run's"
    case .badErrorRate(let rate):
      "the oracle's error rate is \(rate); it must be in 0...1"
    case .unknownLabeler(let name):
      "no labeler is called '\(name)'\(name.didYouMean(["oracle", "terminal", "web"])); "
        + "use oracle, terminal, web, or a folder, such as ./\(name)"
    case .portInUse(let port):
      "port \(port) is in use; name another, or leave it out to get a free one"
    case .pageNotServed(let reason):
      "the page cannot be served: \(reason)"
    }
  }
}
