// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// What a study's folder remembers: its `state.json`.
struct StudyState: Codable, Sendable {
  /// The name of the file.
  static let file = "state.json"

  /// A run that did not come to its end.
  struct Failure: Codable, Hashable, Sendable {
    /// What it did: `train`, `evaluate`, `rollout`.
    var stage: String
    /// What it ended with.
    var status: Int32
    /// The last line that it wrote.
    var line: String
  }

  var name: String
  var title: String
  /// The study file, and the folder that it stands in, relative to this one.
  var study: JSONValue
  var base: String
  /// The commands that the runs were begun by, by folder.
  var runs: [String: [String]] = [:]
  var failures: [String: Failure] = [:]
  /// Why there is no film, by folder.
  var unfilmed: [String: String] = [:]
  /// How long it was worked on, but for what a kill cut off [s], and how many runs went at a time.
  var seconds: Double?
  var jobs: Int?
  /// Where the runs were made; what could not be found out is missing.
  var machine: Machine?

  /// Makes the state of `study` in `folder`, which remembers what `earlier` did.
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

  /// The state in `folder`; nil if there is none.
  static func read(_ folder: String) -> StudyState? {
    guard let data = try? Disk.read("\(folder)/\(file)"),
      var state = try? JSONDecoder().decode(Self.self, from: data)
    else { return nil }
    // what cannot be is not known
    if let seconds = state.seconds, !PossibleNumbers.times.contains(seconds) { state.seconds = nil }
    if let jobs = state.jobs, !(1...1_000_000).contains(jobs) { state.jobs = nil }
    if state.machine?.isPossible == false { state.machine = nil }
    return state
  }

  /// What is written to the file.
  var content: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }
}
