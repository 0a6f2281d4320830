// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
public import DioramaLearners
import DioramaMath
import Foundation

/// A supervisor whose decisions are kept in the run's folder: `decisions.jsonl`, a line for each step.
///
/// A decision is on the disk before it is acted upon. A run that was killed resumes from an earlier checkpoint: it
/// takes the decisions after that from the file, and asks again only where the file ends. So it ends with the same
/// bits as if it had never stopped, provided that the person would have decided the same from there on.
public final class RecordedSupervisor: Supervisor {
  private let person: any Supervisor
  private let lines: LineFile<DecisionLine>
  private let file: OpenFile
  /// The decisions that were not taken again yet.
  private var recorded: ArraySlice<DecisionLine>

  /// Opens the file of the run in the folder `run`, or makes it.
  ///
  /// - Parameters:
  ///   - run: The run's folder, which no other process works on.
  ///   - person: The supervisor who is asked.
  /// - Throws: ``LabelError/badLine(path:line:example:)``; ``RunError`` when the file cannot be read or written.
  public init(_ run: String, asking person: any Supervisor) throws {
    self.person = person
    let lines = LineFile(
      path: run + "/decisions.jsonl",
      example: DecisionLine(
        step: 12, state: "0123456789abcdef", action: .init(.vector([0.5, -1]))))
    self.lines = lines
    do {
      file = try OpenFile(lines.path, for: .updating)
      let content = try file.readToEnd()
      let (found, length) = try lines.parse(content)
      recorded = found[...]
      // a killed process may have left an unfinished line
      try file.truncate(at: length)
      if length > 0, content[length - 1] != UInt8(ascii: "\n") {
        try file.append(Data("\n".utf8))
      }
    } catch let error as SystemError {
      throw RunError.unwritable(path: lines.path, reason: "\(error)")
    }
  }

  public func decide(at moment: SupervisedMoment) throws -> Supervision {
    // what the checkpoint holds is over
    recorded = recorded.drop { $0.step < moment.step }
    var hash = TrajectoryHash()
    for word in moment.environment.snapshot.words { hash.combine(word) }
    if let line = recorded.first {
      guard line.step == moment.step, line.state == hash.description,
        line.isPossible(in: moment.environment)
      else {
        throw RunError.otherDecision(path: lines.path, recordedStep: line.step, step: moment.step)
      }
      recorded.removeFirst()
      return line.action.map { Supervision.supervisor($0.action) } ?? .student
    }
    let decision = try person.decide(at: moment)
    guard decision != .interrupted else { return decision }
    var line = DecisionLine(step: moment.step, state: hash.description, action: nil)
    if case .supervisor(let action) = decision { line.action = .init(action) }
    try add(line)
    return decision
  }

  private func add(_ line: DecisionLine) throws(RunError) {
    do {
      try file.append(lines.text(of: line))
      try file.synchronize()
    } catch {
      throw .unwritable(path: lines.path, reason: error.systemReason)
    }
  }
}

/// A line of `decisions.jsonl`: who acted at a step.
struct DecisionLine: RecordLine {
  /// The number of steps of training before it.
  let step: Int
  /// The hash of the environment's snapshot, 16 hexadecimal digits.
  let state: String
  /// The person's action; nil where the learner acted.
  var action: RecordedEpisode.ActionValue?

  var isPossible: Bool { PossibleNumbers.isCount(step) }

  /// Whether the action is one of `environment`.
  func isPossible(in environment: AnyEnvironment) -> Bool {
    guard let action else { return true }
    return (try? environment.actionSpace.check(action.action)) != nil
  }
}
