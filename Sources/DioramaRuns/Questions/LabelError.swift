// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaMath

/// An error of the questions of a run and their answers.
public enum LabelError: Error, Hashable, Sendable {
  /// A run that asks no questions.
  case noQuestions(run: String)
  /// A line that cannot be parsed.
  case badLine(path: String, line: Int, example: String)
  /// A question that was never asked; `count` were.
  case unknownQuestion(Int, count: Int)
  /// A line that answers a question that was never asked.
  case answerToNothing(path: String, line: Int, question: Int, count: Int)
  /// An answer that was changed since the caller saw it.
  case answeredMeanwhile(Int, answer: Answer?, by: String?)
  /// A question that differs from the recorded one of the same number.
  case otherQuestion(folder: String, number: Int, recordedStep: Int, step: Int)
  /// Answers that were recorded as taken at another step.
  case otherAnswers(folder: String, recordedStep: Int, step: Int)
  /// A file of records with fewer lines than training has written.
  case recordsMissing(folder: String, file: String, count: Int, expected: Int)
  /// An image of another run in a labeler's folder.
  case otherPicture(path: String, number: Int)
  /// A labeler's folder that holds images when a run begins.
  case picturesOfAnother(path: String, picture: String)
  /// An error rate that is not a probability.
  case badErrorRate(Double)
  /// A labeler that does not exist.
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
      "'\(path)', line \(line), is malformed; fix it or remove it, it should look like \(example)"
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
      "question \(number) in '\(folder)' was asked before step \(recordedStep) with another image than now, "
        + "before step \(step); the folder belongs to another run"
    case .otherAnswers(let folder, let recordedStep, let step):
      "answers in '\(folder)' were taken before step \(recordedStep), not step \(step); "
        + "the folder belongs to another run"
    case .recordsMissing(let folder, let file, let count, let expected):
      "'\(folder)/\(file)' has \(count) lines where the run wrote \(expected) or more; put the file back"
    case .otherPicture(let path, let number):
      "'\(path)' is not the image of question \(number) but of another run; take it out of the folder"
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
