// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Glibc

/// A child process that is fed through its standard input.
@safe final class ChildProcess {
  private let process: pid_t
  private let input: Int32
  private let errors: Int32

  /// Starts the program called `name`, looked up in `PATH`.
  ///
  /// - Parameters:
  ///   - name: The program.
  ///   - arguments: The arguments, without the name.
  ///   - remedy: The advice if there is no such program.
  /// - Throws: ``RenderError/programMissing(name:remedy:)`` or
  ///   ``RenderError/programFailed(name:status:log:)``.
  init(_ name: String, _ arguments: [String], remedy: String) throws(RenderError) {
    // a socket rather than a pipe: writing to one that was closed is an error then, not a signal
    var sockets: [Int32] = [-1, -1]
    var pipes: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &sockets) == 0 else {
      throw .programFailed(name: name, status: -1, log: ImageFile.systemReason())
    }
    guard unsafe pipe(&pipes) == 0 else {
      for end in sockets { close(end) }
      throw .programFailed(name: name, status: -1, log: ImageFile.systemReason())
    }
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, sockets[1], 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, pipes[1], 2)
    var words = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
    var process = pid_t()
    let status = unsafe posix_spawnp(&process, name, &actions, nil, &words, environ)
    for index in unsafe words.indices { unsafe free(words[index]) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    close(sockets[1])
    close(pipes[1])
    guard status == 0 else {
      close(sockets[0])
      close(pipes[0])
      if status == ENOENT { throw .programMissing(name: name, remedy: remedy) }
      throw .programFailed(name: name, status: status, log: "\(SystemError(status))")
    }
    self.process = process
    input = sockets[0]
    errors = pipes[0]
  }

  /// Writes all of `bytes`; false if the program has ended.
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          input, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Closes the input, waits for the end, and returns the status and the last lines of the program's errors.
  func finish() -> (status: Int32, log: String) {
    close(input)
    var log: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(errors, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      log.append(contentsOf: chunk[..<count])
    }
    close(errors)
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    let text = String(decoding: log, as: UTF8.self)
    let lines = text.split(separator: "\n").suffix(3).joined(separator: "; ")
    let signal = status & 0x7F
    return (signal != 0 ? 128 + signal : status >> 8 & 0xFF, lines)
  }

  /// Ends the program at once.
  func stop() {
    kill(process, SIGKILL)
    _ = finish()
  }
}
