// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A runner of a study: several processes in parallel, each with one thread.
public final class StudyRunner {
  /// The outcome of ``run(isInterrupted:watch:)``.
  public enum Outcome: Hashable, Sendable {
    case finished(failures: Int)
    case interrupted
  }

  /// The progress of a run.
  enum Progress {
    case waiting, done
    case failed(StudyState.Failure)
    case running(StudyJob)

    /// Whether its process is still running.
    var isBusy: Bool {
      if case .running(let job) = self { job.isRunning } else { false }
    }
  }

  let study: Study
  private let folder: StudyFolder
  private let program: StudyProgram
  let jobs: Int
  private(set) var progress: [Progress]
  /// The durations of finished runs, by row and task [s].
  private(set) var durations: [String: [Double]] = [:]
  private let wantsFilm: [Bool]

  /// Prepares to run `study` in the folder `path`.
  ///
  /// - Parameters:
  ///   - study: The study.
  ///   - path: The folder.
  ///   - jobs: The number of parallel runs; nil for the number of cores.
  ///   - version: The version of the program, which is recorded.
  /// - Throws: ``StudyError``.
  public init(
    _ study: Study, in path: String, jobs: Int? = nil, version: String
  ) throws(StudyError) {
    if study.makesFilms, !Self.isInstalled("ffmpeg") { throw .noFFmpeg }
    try study.checkFolders(in: path)
    self.study = study
    folder = try StudyFolder(path, for: study)
    program = StudyProgram(version: version)
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let cells = study.chosenCells
    wantsFilm = cells.map { $0.row.makesFilms && $0.seed == $0.row.seeds[0] }
    progress = zip(cells, wantsFilm).map { [folder] cell, wantsFilm in
      let record = RunRecord(cell, in: folder.path)
      return StudyJob.next(record, wantsFilm: wantsFilm) == nil ? .done : .waiting
    }
    for cell in cells { note(cell) }
  }

  /// Whether a program is on the search path.
  static func isInstalled(_ name: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  /// Runs all that is not done yet.
  ///
  /// - Parameters:
  ///   - isInterrupted: Asked many times a second; if true, trainings are told to save and end.
  ///   - watch: Is called as often to show the progress, sometimes with a line of news.
  /// - Returns: The outcome.
  /// - Throws: ``StudyError`` when something cannot be written.
  public func run(
    isInterrupted: @autoclosure () -> Bool = false,
    watch: (StudyRunner, String?) -> Void = { _, _ in }
  ) throws(StudyError) -> Outcome {
    defer { for case .running(let job) in progress { job.end() } }
    let isIdle = !progress.contains { if case .waiting = $0 { true } else { false } }
    let start = ContinuousClock.now
    let outcome = try work(isInterrupted, watch)
    if !isIdle {
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try folder.update {
        $0.seconds = ($0.seconds ?? 0) + seconds
        $0.jobs = jobs
      }
    }
    return outcome
  }

  private func work(
    _ isInterrupted: () -> Bool, _ watch: (StudyRunner, String?) -> Void
  ) throws(StudyError) -> Outcome {
    while true {
      if isInterrupted() {
        for case .running(let job) in progress { job.interrupt() }
        while progress.contains(where: \.isBusy) { usleep(50_000) }
        return .interrupted
      }
      try startNext(watch)
      var isIdle = true
      for (index, state) in progress.enumerated() {
        guard case .running(let job) = state else { continue }
        isIdle = false
        switch try job.poll() {
        case .running: break
        case .failed(let failure):
          progress[index] = .failed(failure)
          watch(self, "\(job.cell.title): failed: \(failure.line)")
        case .finished:
          let wasFilm = job.stage == .film || job.hasEnded
          if !wasFilm, let rate = job.record.evaluation?.successRate {
            watch(self, "\(job.cell.title): \(String(format: "%.0f", 100 * rate)) % success")
          }
          var goesOn = false
          if !job.hasEnded { goesOn = try job.begin() }
          if !goesOn {
            progress[index] = .done
            note(job.cell)
          }
        }
      }
      if isIdle { break }
      watch(self, nil)
      usleep(50_000)
    }
    return .finished(
      failures: progress.count { if case .failed = $0 { true } else { false } })
  }

  /// Starts waiting runs, up to the number of parallel runs.
  private func startNext(_ watch: (StudyRunner, String?) -> Void) throws(StudyError) {
    let cells = study.chosenCells
    var running = progress.count { if case .running = $0 { true } else { false } }
    for index in progress.indices where running < jobs {
      guard case .waiting = progress[index] else { continue }
      guard try hasDataset(index, watch) else { continue }
      let job = StudyJob(cells[index], in: folder, by: program, wantsFilm: wantsFilm[index])
      if try job.begin() {
        progress[index] = .running(job)
        running += 1
      } else {
        progress[index] = .done
      }
    }
  }

  /// Returns whether the run that run `index` learns from is done, if there is one; if that failed, this one fails.
  private func hasDataset(
    _ index: Int, _ watch: (StudyRunner, String?) -> Void
  ) throws(StudyError) -> Bool {
    let cells = study.chosenCells
    let cell = cells[index]
    guard let source = cells.firstIndex(where: { $0.folder == cell.dataset }) else {
      return true
    }
    switch progress[source] {
    case .done: return true
    case .waiting, .running: return false
    case .failed:
      let failure = StudyState.Failure(
        stage: StudyJob.Stage.train.rawValue, status: 1,
        line: "the run '\(cells[source].folder)', which it learns from, failed")
      try folder.update { $0.failures[cell.folder] = failure }
      progress[index] = .failed(failure)
      watch(self, "\(cell.title): failed: \(failure.line)")
      return false
    }
  }

  private func note(_ cell: StudyCell) {
    let record = RunRecord(cell, in: folder.path)
    guard record.isDone, let seconds = record.wallClock else { return }
    durations["\(cell.row.place)\n\(cell.task)", default: []].append(seconds)
  }
}
