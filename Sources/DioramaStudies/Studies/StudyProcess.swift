// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import Glibc

/// The program whose processes are the runs of a study: this one.
struct StudyProgram: Sendable {
  let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
  let version: String
  /// The commit of its sources; nil where `git` does not know it.
  let commit = RunConfiguration.sourceCommit()
}

/// This program, started once more for a piece of a study: what goes wrong there stays there.
final class StudyProcess {
  /// Says in the environment which process is waiting; see ``endWithParent()``.
  static let parentKey = "DIORAMA_STUDY_PROCESS"

  private let process: Subprocess
  private let output: String
  private let log: String

  /// Starts it.
  ///
  /// - Parameters:
  ///   - program: The program's path.
  ///   - arguments: What it is told.
  ///   - folder: Where it works.
  ///   - log: The file that its output goes to; `.out` and `.err` are added.
  ///   - lock: What it holds as long as it lives.
  /// - Throws: ``StudyError`` when it cannot be started.
  init(
    _ program: String, _ arguments: [String], in folder: String, log: String,
    holding lock: OpenFile
  ) throws(StudyError) {
    (output, self.log) = (log + ".out", log + ".err")
    do {
      process = try Subprocess(
        program, arguments, in: folder, adding: [Self.parentKey: "\(getpid())"],
        input: lock,  // an empty file
        output: OpenFile(output, for: .writing), errors: OpenFile(self.log, for: .writing))
    } catch {
      throw .notStarted(log: log, reason: "\(error)")
    }
  }

  var isRunning: Bool { process.isRunning }

  /// What it ended with; that of a signal as a shell has it.
  var status: Int32 { process.status ?? 0 }

  /// Asks it to save and end; the terminal has not told it, since it is in a group of its own.
  func interrupt() { process.send(SIGTERM) }

  /// Ends it at once.
  func end() {
    process.send(SIGKILL)
    process.wait()
  }

  /// What it printed.
  var printed: Data { (try? Disk.read(output)) ?? Data() }

  /// The last line that it wrote.
  var lastLine: String {
    for path in [log, output] {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if let line = text.split(whereSeparator: \.isNewline).last {
        return line.trimmingCharacters(in: .whitespaces)
      }
    }
    return status > 128 ? "it was ended by signal \(status - 128)" : "it said nothing"
  }
}

extension Study {
  /// Lets a process that a study has started end with the study, however that ends.
  public static func endWithParent() {
    guard
      let parent = ProcessInfo.processInfo.environment[StudyProcess.parentKey].flatMap(Int32.init)
    else { return }
    // without a thread to watch, it only goes on where the study was killed
    try? SystemThread.start {
      while getppid() == parent { usleep(200_000) }
      _exit(128 + SIGKILL)
    }
  }
}
