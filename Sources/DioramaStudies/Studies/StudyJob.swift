// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// A job: a run of a study in progress, stage by stage until it has its evaluation and video.
final class StudyJob {
  /// A stage of a run: one command.
  enum Stage: String {
    case train, rollout, evaluate, perturb, film
  }

  let cell: StudyCell
  private(set) var stage: Stage?
  /// The time at which the stage began, and the training step that it began from.
  private(set) var start = ContinuousClock.now
  private(set) var firstStep = 0
  private var process: StudyProcess?
  private let folder: StudyFolder
  private let program: StudyProgram
  private let wantsFilm: Bool

  init(_ cell: StudyCell, in folder: StudyFolder, by program: StudyProgram, wantsFilm: Bool) {
    (self.cell, self.folder, self.program) = (cell, folder, program)
    self.wantsFilm = wantsFilm
  }

  var record: RunRecord { RunRecord(cell, in: folder.path) }

  /// Returns the next stage; nil when all is done.
  static func next(_ record: RunRecord, wantsFilm: Bool) -> Stage? {
    if !record.isTrained { return .train }
    if record.evaluation == nil {
      return record.cell.row.learner.isTrained ? .evaluate : .rollout
    }
    if !record.isDone { return .perturb }
    return wantsFilm && record.film == nil ? .film : nil
  }

  /// Starts the next stage.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: ``StudyError`` when it cannot be started.
  func begin() throws(StudyError) -> Bool {
    let record = record
    guard let stage = Self.next(record, wantsFilm: wantsFilm) else {
      self.stage = nil
      return false
    }
    self.stage = stage
    (start, firstStep) = (.now, record.step ?? 0)
    let arguments: [String]
    switch stage {
    case .train where record.configuration.isEmpty:
      try writeConfiguration()
      arguments = cell.start
    case .train: arguments = cell.resume
    case .rollout: arguments = cell.start
    case .evaluate: arguments = cell.evaluation ?? []
    case .perturb: arguments = cell.perturbedEvaluation ?? []
    case .film: arguments = cell.filming
    }
    for name in ["films", cell.folder] where stage == .film || stage == .rollout {
      try StudyFolder.make("\(folder.path)/\(name)", of: folder.path)
    }
    if folder.state.runs[cell.folder] != cell.start {
      try folder.update { $0.runs[cell.folder] = cell.start }
    }
    process = try StudyProcess(
      program.path, arguments, in: folder.path, log: "\(folder.path)/logs/\(cell.folder)",
      holding: folder.lock.file)
    return true
  }

  /// The outcome of a stage.
  enum Outcome {
    case running, finished
    case failed(StudyState.Failure)
  }

  /// Checks whether the stage has ended; if so, writes its report or records its failure.
  func poll() throws(StudyError) -> Outcome {
    guard let process, let stage else { return .finished }
    if process.isRunning { return .running }
    self.process = nil
    let failure = StudyState.Failure(
      stage: stage.rawValue, status: process.status, line: process.lastLine)
    if stage == .film {
      // a video that cannot be made does not fail the run
      let reason = process.status == 0 ? nil : failure.line
      if folder.state.unfilmed[cell.folder] != reason {
        try folder.update { $0.unfilmed[cell.folder] = reason }
      }
      if reason != nil { self.stage = nil }
      return .finished
    }
    guard process.status == 0 else {
      try folder.update { $0.failures[cell.folder] = failure }
      return .failed(failure)
    }
    if [.rollout, .evaluate, .perturb].contains(stage) {
      let file = stage == .perturb ? "perturbed.json" : "evaluation.json"
      let path = "\(folder.path)/\(cell.folder)/\(file)"
      let printed = process.printed
      try StudyFolder.write(printed, to: path)
      guard let found = RunRecord.evaluation(printed), found.episodes == cell.row.episodes
      else {
        let strange = StudyState.Failure(
          stage: stage.rawValue, status: 0, line: "it printed no report: \(process.lastLine)")
        try? Disk.remove(path)
        try folder.update { $0.failures[cell.folder] = strange }
        return .failed(strange)
      }
      if stage == .rollout { try writeRolloutConfiguration() }
    }
    if folder.state.failures[cell.folder] != nil {
      try folder.update { $0.failures[cell.folder] = nil }
    }
    return .finished
  }

  /// Writes the configuration that a training begins with.
  private func writeConfiguration() throws(StudyError) {
    let content: Data
    do {
      content = try cell.configuration().file
    } catch {
      throw .row(cell.row.place, reason: "\(error)")
    }
    try StudyFolder.make("\(folder.path)/configurations", of: folder.path)
    try StudyFolder.write(content, to: "\(folder.path)/\(cell.configurationFile)")
  }

  /// Writes the `config.json` of a rollout: its configuration, and the version of the program.
  ///
  /// The rollout itself does not write one.
  private func writeRolloutConfiguration() throws(StudyError) {
    guard case .object(var values)? = try? cell.rolloutConfiguration() else { return }
    values["version"] = .string(program.version)
    values["commit"] = program.commit.map(JSONValue.string)
    try StudyFolder.write(
      Data((JSONValue.object(values).indented + "\n").utf8),
      to: "\(folder.path)/\(cell.folder)/config.json")
  }

  /// Whether no stage is left, or the video could not be made.
  var hasEnded: Bool { stage == nil }

  func interrupt() { process?.interrupt() }

  func end() { process?.end() }

  var isRunning: Bool { process?.isRunning ?? false }
}
