// SPDX-License-Identifier: Apache-2.0

internal import CDioramaSystem
internal import Foundation
internal import Glibc

/// A program that runs beside this one, in a process group of its own: it does not receive the terminal's
/// signals to this one.
public final class Subprocess {
  /// The process id.
  public let number: Int32

  private var ended: Int32?

  /// The Python that has our package, by `DIORAMA_PYTHON` or its usual name.
  public static var python: String {
    ProcessInfo.processInfo.environment["DIORAMA_PYTHON"] ?? "python3"
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: The program's path, or a name that is looked up in `PATH`.
  ///   - arguments: The arguments, without the name.
  ///   - folder: The working folder; this program's if nil.
  ///   - additions: The variables added to this program's environment.
  ///   - input: The standard input; empty if nil.
  ///   - output: The standard output; discarded if nil.
  ///   - errors: The standard error; discarded if nil.
  /// - Throws: ``SystemError`` when it cannot be started.
  public init(
    _ program: String, _ arguments: [String], in folder: String? = nil,
    adding additions: [String: String] = [:], input: OpenFile? = nil, output: OpenFile? = nil,
    errors: OpenFile? = nil
  ) throws(SystemError) {
    var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    let all = ProcessInfo.processInfo.environment.merging(additions) { $1 }
    var environment = unsafe all.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer { for index in unsafe environment.indices { unsafe free(environment[index]) } }
    var number: Int32 = 0
    let status = unsafe Self.withOptionalString(folder) { folder in
      unsafe program.withCString { program in
        unsafe words.withUnsafeMutableBufferPointer { words in
          unsafe environment.withUnsafeMutableBufferPointer { environment in
            var how = unsafe diorama_spawn(
              program: program, arguments: words.baseAddress, environment: environment.baseAddress,
              folder: folder, input: input?.descriptor ?? -1, output: output?.descriptor ?? -1,
              errors: errors?.descriptor ?? -1)
            return unsafe diorama_start(&how, &number)
          }
        }
      }
    }
    guard status == 0 else { throw SystemError(status) }
    self.number = number
  }

  private static func withOptionalString(
    _ text: String?, _ body: (UnsafePointer<CChar>?) -> Int32
  ) -> Int32 {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
  }

  /// The exit status, 128 and the number of a signal as in a shell; nil while it runs.
  public var status: Int32? {
    if ended == nil { look(waits: false) }
    return ended
  }

  /// Whether it is still running.
  public var isRunning: Bool { status == nil }

  /// Waits until it has ended.
  public func wait() { if ended == nil { look(waits: true) } }

  /// Sends it a signal, unless it has ended.
  public func send(_ signal: Int32) {
    if isRunning { kill(number, signal) }
  }

  private func look(waits: Bool) {
    var status: Int32 = 0
    var found: Int32
    repeat {
      found = unsafe waitpid(number, &status, waits ? 0 : WNOHANG)
    } while found < 0 && errno == EINTR
    if found == 0 { return }
    let signal = status & 0x7F
    // another part of this process may have waited for it: then the status is unknown
    ended = found < 0 ? 1 : signal != 0 ? 128 + signal : status >> 8 & 0xFF
  }

  /// Runs a short program to its end.
  ///
  /// - Parameters:
  ///   - program: The program's name.
  ///   - arguments: The arguments, without the name.
  ///   - patience: The longest time that it may take [s].
  /// - Returns: The standard output, trimmed; nil if it fails, cannot be started, or takes too long.
  public static func output(
    of program: String, _ arguments: [String], within patience: Double = 5
  ) -> String? {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let source = OpenFile(descriptor: ends[0])
    var sink: OpenFile? = OpenFile(descriptor: ends[1])
    guard let process = try? Subprocess(program, arguments, output: sink) else { return nil }
    sink = nil
    let end = ContinuousClock.now + .seconds(patience)
    var printed = Data()
    while true {
      let left = (end - .now) / .milliseconds(1)
      var stream = pollfd(fd: source.descriptor, events: Int16(POLLIN), revents: 0)
      let found = left > 0 ? unsafe poll(&stream, 1, Int32(left.rounded(.up))) : 0
      if found < 0, errno == EINTR { continue }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count =
        found > 0
        ? unsafe chunk.withUnsafeMutableBytes {
          unsafe read(source.descriptor, $0.baseAddress, $0.count)
        } : -1
      if count == 0 { break }
      guard count > 0 else {
        process.send(SIGKILL)
        break
      }
      printed += chunk[..<count]
    }
    process.wait()
    guard process.status == 0 else { return nil }
    return String(decoding: printed, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
