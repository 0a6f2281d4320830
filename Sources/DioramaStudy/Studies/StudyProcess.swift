// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
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

  private let process = Process()
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
    holding lock: FileHandle
  ) throws(StudyError) {
    (output, self.log) = (log + ".out", log + ".err")
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(
      [Self.parentKey: "\(getpid())"]) { $1 }
    process.standardInput = lock  // an empty file
    do {
      for path in [output, self.log] {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
      process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: self.log))
      try process.run()
    } catch {
      throw .unwritable(path: log, reason: error.systemReason)
    }
  }

  var isRunning: Bool { process.isRunning }

  /// What it ended with; that of a signal as a shell has it.
  var status: Int32 {
    process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
  }

  /// Asks it to save and end, unless the terminal has told it already.
  func interrupt() {
    guard process.isRunning, getpgid(process.processIdentifier) != getpgrp() else { return }
    kill(process.processIdentifier, SIGTERM)
  }

  /// Ends it at once.
  func end() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// What it printed.
  var printed: Data { (try? Data(contentsOf: URL(fileURLWithPath: output))) ?? Data() }

  /// The last line that it wrote.
  var lastLine: String {
    for path in [log, output] {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if let line = text.split(whereSeparator: \.isNewline).last {
        return line.trimmingCharacters(in: .whitespaces)
      }
    }
    return process.terminationReason == .uncaughtSignal
      ? "it was ended by signal \(process.terminationStatus)" : "it said nothing"
  }
}

extension Study {
  /// Lets a process that a study has started end with the study, however that ends.
  public static func endWithParent() {
    guard
      let parent = ProcessInfo.processInfo.environment[StudyProcess.parentKey].flatMap(Int32.init)
    else { return }
    Thread.detachNewThread {
      while getppid() == parent { usleep(200_000) }
      _exit(128 + SIGKILL)
    }
  }
}
