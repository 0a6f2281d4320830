// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation
import Synchronization

/// A reader of typed lines, on a thread of its own so that waiting for a line can time out.
public final class TerminalLines: Sendable {
  /// A line, or the end of the input.
  public enum Line: Hashable, Sendable {
    case text(String)
    /// The input is closed.
    case closed
  }

  /// Whether the lines are typed by a person, and not written by a program.
  private let isTyped: Bool
  private let lines = Mutex<[Line]>([])
  private let count = DispatchSemaphore(value: 0)
  /// The number of further lines that may be read ahead, which bounds the memory for endless input.
  private let room = DispatchSemaphore(value: 0)

  /// Begins to read standard input.
  ///
  /// - Throws: `SystemError` when no thread can be started.
  public convenience init() throws {
    try self.init(isTyped: isatty(STDIN_FILENO) == 1) { readLine() }
  }

  /// Begins to read the lines that `next` returns.
  ///
  /// - Throws: `SystemError` when no thread can be started.
  public init(isTyped: Bool = false, _ next: @escaping @Sendable () -> String?) throws {
    self.isTyped = isTyped
    // raised from 0: a semaphore must not be freed below the value that it was made with
    for _ in 0..<1_000 { room.signal() }
    try SystemThread.start { [self] in
      while true {
        room.wait()
        let text = next()
        lines.withLock { $0.append(text.map { .text($0) } ?? .closed) }
        count.signal()
        if text == nil { return }
      }
    }
  }

  /// Returns the next line; nil if there is none within `seconds`.
  public func next(within seconds: Double) -> Line? {
    guard count.wait(timeout: .now() + seconds) == .success else { return nil }
    return lines.withLock { lines in
      let line = lines[0]
      // once closed, always closed
      if line == .closed {
        count.signal()
      } else {
        lines.removeFirst()
        room.signal()
      }
      return line
    }
  }

  /// Discards lines that a person has typed ahead.
  func forgetEarly() {
    guard isTyped else { return }
    while case .text = next(within: 0) {}
  }
}
