// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import Glibc

/// The program that the runs of a study are processes of: this one.
struct StudyProgram: Sendable {
  let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
  let version: String
  /// The commit of its sources; nil where `git` does not know it.
  let commit = RunConfiguration.sourceCommit()
}

/// A process of this program that does one stage of a run, so that its failure leaves the study alone.
final class StudyProcess {
  /// The environment variable that names the parent process; see ``Study/endWithParent()``.
  static let parentKey = "DIORAMA_STUDY_PROCESS"

  private let process: Subprocess
  private let output: String
  private let log: String

  /// Starts the process.
  ///
  /// - Parameters:
  ///   - program: The program's path.
  ///   - arguments: The arguments.
  ///   - folder: The working directory.
  ///   - log: The path of the files that its output goes to, without their endings `.out` and `.err`.
  ///   - lock: The lock file, which it holds open as long as it runs.
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

  /// The exit status; 128 plus the number of a signal that ended it, as in a shell.
  var status: Int32 { process.status ?? 0 }

  /// Asks the process to save and end.
  ///
  /// Ctrl-C does not reach it from the terminal, since it is in a process group of its own.
  func interrupt() { process.send(SIGTERM) }

  /// Kills the process.
  func end() {
    process.send(SIGKILL)
    process.wait()
  }

  /// The standard output so far.
  var printed: Data { (try? Disk.read(output)) ?? Data() }

  /// The last line of standard error, or else of standard output.
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
  /// Makes this process, if a study has started it, end with the study, even when that is killed.
  public static func endWithParent() {
    guard
      let parent = ProcessInfo.processInfo.environment[StudyProcess.parentKey].flatMap(Int32.init)
    else { return }
    // without a thread to watch, this process merely outlives a study that is killed
    try? SystemThread.start {
      while getppid() == parent { usleep(200_000) }
      _exit(128 + SIGKILL)
    }
  }
}
