// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// An error of a classifier under audit.
public enum ScorerError: Error, Hashable, Sendable {
  /// A file that holds no classifier, with the reason.
  case unreadable(path: String, reason: String)
  /// A program that cannot be started, or is not there.
  case noProgram(String, reason: String)
  /// A program that ended with this status before it had answered; the last line of its errors, if any.
  case ended(String, status: Int32, answers: Int, of: Int, note: String?)
  /// A program that wrote nothing for so long [s].
  case silent(String, seconds: Double, answers: Int, of: Int)
  /// A program that wrote a line too many.
  case unasked(String, line: String)
  /// A program's line that is no finite number.
  case noNumber(String, line: String)
  /// A number that is no probability, of a program that gives probabilities.
  case noProbability(String, value: Double, isGuess: Bool)
}

extension ScorerError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "'\(path)' is no classifier: \(reason)"
    case .noProgram(let program, let reason):
      "the program '\(program)' cannot be started: \(reason); check its path"
    case .ended(let program, let status, let answers, let count, let note):
      "the program '\(program)' ended with status \(status) after \(answers) of \(count) numbers"
        + (note.map { ": \($0)" }
          ?? "; it must write a line for each path that it reads, to the end of its input")
    case .silent(let program, let seconds, let answers, let count):
      "the program '\(program)' wrote nothing for \(Int(seconds)) s, after \(answers) of \(count) numbers; "
        + "let it flush its output after each line, or raise --patience"
    case .unasked(let program, let line):
      "the program '\(program)' wrote a line more than it was given paths, '\(line)'; "
        + "let it write one number for each"
    case .noNumber(let program, let line):
      "the program '\(program)' wrote '\(line)', which is no finite number; let it write one number a line"
    case .noProbability(let program, let value, let isGuess):
      "the program '\(program)' gave \(value), which is no probability"
        + (isGuess
          ? ", and its first numbers all were; say --output logit"
          : "; it must be in 0...1, or say --output logit")
    }
  }
}
