// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A process that serves a worker's environments.
@safe final class WorkerProcess {
  let process: pid_t
  /// The pipe that ends the process when this one ends; see ``LifeLine``.
  private let line: LifeLine
  private var hasEnded = false

  /// The descriptor under which the process finds the block.
  static let descriptor: Int32 = 3

  /// Starts `command`, looked up in `PATH`, with the worker's number as one more argument.
  init(_ command: [String], number: Int, block: Int32) throws(VectorError) {
    guard let program = command.first else { throw .noWorkerCommand }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    line = try LifeLine()
    unsafe posix_spawn_file_actions_adddup2(&actions, block, Self.descriptor)
    unsafe posix_spawn_file_actions_adddup2(&actions, line.end, LifeLine.descriptor)
    let words = command + ["\(number)"]
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var process = pid_t()
    let status = unsafe posix_spawnp(&process, program, &actions, nil, &arguments, environ)
    switch status {
    case 0: break
    case ENOENT, EACCES, ENOEXEC, ENOTDIR, ELOOP, ENAMETOOLONG:
      throw .noSuchProgram(program, reason: SharedBlock.reason(status))
    default:
      throw .system(SharedBlock.reason(status), doing: "start the worker program '\(program)'")
    }
    self.process = process
    line.hold(process)
  }

  /// Whether it still runs.
  var isRunning: Bool {
    guard !hasEnded else { return false }
    var status: Int32 = 0
    // another part of this process may have waited for it: then it is not our child any more
    hasEnded = unsafe waitpid(process, &status, WNOHANG) != 0
    return !hasEnded
  }

  /// Ends it at once.
  func kill() {
    guard isRunning else { return }
    Glibc.kill(process, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(process, &status, 0)
    hasEnded = true
  }

  /// Waits for its end for at most about a second, then ends it.
  func join() {
    for _ in 0..<1000 where isRunning { usleep(1000) }
    kill()
  }

  /// The id of this process.
  static var current: Int { Int(getpid()) }

  /// The id of the parent process; it changes when the parent ends.
  static var parent: Int { Int(getppid()) }

  /// Returns whether there is a process with the id `process`.
  static func exists(_ process: Int) -> Bool {
    Glibc.kill(pid_t(truncatingIfNeeded: process), 0) == 0 || errno != ESRCH
  }

  /// Ignores the terminal's interrupt key, which ends the owner; the owner then ends its workers.
  static func ignoreInterrupts() { _ = Glibc.signal(SIGINT, SIG_IGN) }
}
