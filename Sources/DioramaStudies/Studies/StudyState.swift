// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// The state of a study, saved in its folder: `state.json`.
struct StudyState: Codable, Sendable {
  /// The name of the file.
  static let file = "state.json"

  /// A failure of a run.
  struct Failure: Codable, Hashable, Sendable {
    /// The stage that failed: `train`, `evaluate` or `rollout`.
    var stage: String
    /// The exit status of the process.
    var status: Int32
    /// The last line that the process wrote.
    var line: String
  }

  var name: String
  var title: String
  /// The content of the study file, and the path of its folder, relative to the study's folder.
  var study: JSONValue
  var base: String
  /// The arguments that the runs were begun with, by folder.
  var runs: [String: [String]] = [:]
  var failures: [String: Failure] = [:]
  /// The reasons why videos could not be made, by folder.
  var unfilmed: [String: String] = [:]
  /// The time spent on the study, without sessions that were killed [s], and the number of parallel runs.
  var seconds: Double?
  var jobs: Int?
  /// The machine that made the runs.
  var machine: Machine?

  /// Makes the state of `study` in `folder`, continued from `earlier`.
  init(_ study: Study, in folder: String, after earlier: StudyState?) {
    (name, title) = (study.name, study.title)
    (self.study, base) = (study.source, RelativePath.relative(study.base, to: folder))
    machine = .current
    guard let earlier else { return }
    (runs, failures, unfilmed) = (earlier.runs, earlier.failures, earlier.unfilmed)
    (seconds, jobs) = (earlier.seconds, earlier.jobs)
  }

  /// Reads the state in `folder`.
  ///
  /// - Throws: ``StudyError/noStudy(_:)`` when there is none.
  init(ofFolder folder: String) throws(StudyError) {
    guard let state = Self.read(folder) else { throw .noStudy(folder) }
    self = state
  }

  /// Reads the state in `folder`; nil if there is none.
  static func read(_ folder: String) -> StudyState? {
    guard let data = try? Disk.read("\(folder)/\(file)"),
      var state = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    // numbers out of range count as unknown
    if let seconds = state.seconds, !PossibleNumbers.times.contains(seconds) { state.seconds = nil }
    if let jobs = state.jobs, !(1...1_000_000).contains(jobs) { state.jobs = nil }
    if state.machine?.isPossible == false { state.machine = nil }
    return state
  }

  /// The content of the file.
  var content: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }
}
