// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The progress of a study, as lines for a terminal.
public struct StudyTable {
  /// The lines: one for each learner and task, and a summary.
  public let lines: [String]

  /// The most lines that fit a terminal; with more, only running ones are shown.
  private static let mostLines = 30

  /// Makes the table of the present progress of `runner`.
  public init(_ runner: StudyRunner) {
    let states = zip(runner.study.chosenCells, runner.progress)
    var groups: [(key: String, title: [String], runs: [(StudyCell, StudyRunner.Progress)])] = []
    for (cell, progress) in states {
      let key = Self.key(cell)
      if groups.last?.key != key { groups.append((key, [cell.row.name, cell.task], [])) }
      groups[groups.count - 1].runs.append((cell, progress))
    }
    var (left, isKnown) = (0.0, true)
    let rows = groups.map { group in
      let durations = runner.durations[group.key] ?? []
      let usual = durations.isEmpty ? nil : durations.reduce(0, +) / Double(durations.count)
      var notes: [String] = []
      var marks = ""
      var isRunning = false
      for (cell, progress) in group.runs {
        switch progress {
        case .done: marks += "✓"
        case .failed: marks += "✗"
        case .waiting:
          marks += "·"
          if let usual { left += usual } else { isKnown = false }
        case .running(let job):
          marks += "▸"
          isRunning = true
          let (note, seconds) = Self.note(job, usual)
          notes.append("seed \(cell.seed): \(note)")
          if let seconds { left += seconds } else { isKnown = false }
        }
      }
      return (cells: group.title + [marks, notes.joined(separator: "; ")], isRunning: isRunning)
    }
    let shown = rows.count <= Self.mostLines ? rows : rows.filter(\.isRunning)
    let widths = (0..<3).map { column in rows.map { $0.cells[column].count }.max() ?? 0 }
    let counts = Self.counts(runner.progress)
    left /= Double(min(runner.jobs, max(1, counts.open)))
    let time = isKnown || left > 0 ? ", \(isKnown ? "about" : "more than") \(Self.time(left))" : ""
    lines =
      shown.map { row in
        zip(row.cells, widths + [0]).map { cell, width in
          cell + String(repeating: " ", count: max(0, width - cell.count))
        }.joined(separator: "  ")
      } + [counts.text + (counts.open > 0 && !time.isEmpty ? time + " left" : "")]
  }

  static func key(_ cell: StudyCell) -> String { "\(cell.row.place)\n\(cell.task)" }

  private static func counts(_ progress: [StudyRunner.Progress]) -> (text: String, open: Int) {
    var (done, failed, running) = (0, 0, 0)
    for state in progress {
      switch state {
      case .done: done += 1
      case .failed: failed += 1
      case .running: running += 1
      case .waiting: break
      }
    }
    let text =
      "\(done) of \(progress.count) done, \(running) running"
      + (failed > 0 ? ", \(failed) failed" : "")
    return (text, progress.count - done - failed)
  }

  /// Returns a description of the running stage of a job, and the time left [s]; nil if it is not known.
  private static func note(_ job: StudyJob, _ usual: Double?) -> (String, Double?) {
    let elapsed = (ContinuousClock.now - job.start) / .seconds(1)
    guard job.stage == .train, let steps = job.cell.row.steps else {
      // what comes after a training is short
      let left = job.cell.row.learner.isTrained ? 0 : usual.map { max(0, $0 - elapsed) }
      return (job.stage?.rawValue ?? "", left)
    }
    let step = job.record.step ?? 0
    let rate = Double(step - job.firstStep) / max(elapsed, 1e-9)
    let left = rate > 0 ? Double(steps - step) / rate : usual.map { max(0, $0 - elapsed) }
    let text = "step \(step) of \(steps)" + (left.map { ", \(time($0)) left" } ?? "")
    return (text, left)
  }

  /// Returns a duration in seconds, minutes or hours, by its size.
  static func time(_ seconds: Double) -> String {
    switch max(seconds, 0) {
    case ..<90: "\(Int(max(seconds, 0).rounded(.up))) s"
    case ..<5400: "\(Int((seconds / 60).rounded())) min"
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
