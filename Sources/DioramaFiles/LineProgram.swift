// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// A program that answers lines with lines: it is started once, and kept.
///
/// It reads questions from its standard input, one a line, and writes an answer to each to its standard output,
/// one a line, in the same order.
public final class LineProgram {
  /// A failure of the program.
  public enum Failure: Error, Hashable, Sendable {
    /// It ended before it had answered, with this status.
    case ended(status: Int32, answers: Int, of: Int)
    /// It wrote nothing for so long [s].
    case silent(Double, answers: Int, of: Int)
    /// It wrote a line that answers nothing.
    case unasked(String)
  }

  private let process: Subprocess
  /// Its standard input: a socket, as writing to one that was closed is an error and not a signal.
  private var input: OpenFile?
  private let output: OpenFile
  /// The path of the file with its standard error.
  private let errors: String
  /// What it wrote after the last whole line.
  private var rest = Data()

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: The program's path, or a name that is looked up in `PATH`.
  ///   - arguments: The arguments, without the name.
  ///   - errors: The path of a new file for its standard error.
  /// - Throws: ``SystemError`` when it cannot be started.
  public init(_ program: String, _ arguments: [String], errors: String) throws(SystemError) {
    var sockets: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &sockets) == 0 else { throw .last }
    let (near, far) = (OpenFile(descriptor: sockets[0]), OpenFile(descriptor: sockets[1]))
    var pipes: [Int32] = [-1, -1]
    guard unsafe pipe(&pipes) == 0 else { throw .last }
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (source, sink) = (OpenFile(descriptor: pipes[0]), OpenFile(descriptor: pipes[1]))
    // Python would else keep its answers back until there are some thousand bytes of them
    process = try Subprocess(
      program, arguments, adding: ["PYTHONUNBUFFERED": "1"], input: far, output: sink,
      errors: OpenFile(errors, for: .writing))
    (input, output, self.errors) = (near, source, errors)
  }

  deinit { close() }

  /// Returns the program's answers to `questions`.
  ///
  /// - Parameters:
  ///   - questions: The questions, without line ends.
  ///   - patience: The longest silence [s].
  ///   - whileWaiting: Is called ten times a second; an error that it throws ends the wait.
  /// - Returns: An answer for each, without line ends.
  /// - Throws: ``Failure``, or the error of `whileWaiting`.
  public func answers(
    to questions: [String], within patience: Double, whileWaiting: () throws -> Void = {}
  ) throws -> [String] {
    try refuseUnasked()
    _ = send(Data(questions.map { $0 + "\n" }.joined().utf8))
    var answers: [String] = []
    var heard = ContinuousClock.now
    while answers.count < questions.count {
      if let line = nextLine() {
        answers.append(line)
        continue
      }
      switch read(waiting: 100) {
      case .some(0): throw ended(answers.count, of: questions.count)
      case .some: heard = .now
      case .none:
        try whileWaiting()
        guard ContinuousClock.now - heard < .seconds(patience) else {
          throw Failure.silent(patience, answers: answers.count, of: questions.count)
        }
      }
    }
    try refuseUnasked()
    return answers
  }

  /// The last line of its standard error so far; nil if it wrote none.
  public var lastError: String? {
    let text = String(decoding: (try? Disk.read(errors)) ?? Data(), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map(String.init)
  }

  /// Closes its input, and ends it if it does not end by itself within a second.
  public func close() {
    guard input != nil else { return }
    input = nil
    let end = ContinuousClock.now + .seconds(1)
    while process.isRunning, ContinuousClock.now < end { usleep(2_000) }
    // with what it has started, which a shell leaves behind; its group is its own
    if process.isRunning { kill(-process.number, SIGKILL) }
    process.wait()
  }

  private func ended(_ answers: Int, of count: Int) -> Failure {
    // its output is at its end: it ends now, or has closed it and will not answer
    close()
    return .ended(status: process.status ?? 1, answers: answers, of: count)
  }

  /// Throws if something was written that was not asked for.
  private func refuseUnasked() throws {
    while let count = read(waiting: 0), count > 0 {}
    if let line = nextLine() { throw Failure.unasked(line) }
  }

  private func nextLine() -> String? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { rest = Data(rest[rest.index(after: end)...]) }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// Reads what has been written; nil if there is nothing within `milliseconds`, 0 at the end.
  private func read(waiting milliseconds: Int32) -> Int? {
    var stream = pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&stream, 1, milliseconds) > 0 else { return nil }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe Glibc.read(output.descriptor, $0.baseAddress, $0.count)
    }
    if count > 0 { rest += chunk[..<count] }
    return max(count, 0)
  }

  /// Sends all of `content`; false if the program has ended, which its missing answers tell.
  private func send(_ content: Data) -> Bool {
    guard let input else { return false }
    return unsafe content.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = unsafe Glibc.send(
          input.descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
          Int32(MSG_NOSIGNAL))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }
}
