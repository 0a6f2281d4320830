// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation
import Synchronization

/// Lines that are typed, read on a thread of its own so that waiting for one can end without it.
public final class TerminalLines: Sendable {
  /// What there is to read.
  public enum Line: Hashable, Sendable {
    case text(String)
    /// Nothing more will come.
    case closed
  }

  /// Whether a person types them, and not a program.
  private let isTyped: Bool
  private let lines = Mutex<[Line]>([])
  private let count = DispatchSemaphore(value: 0)
  /// For how many more lines there is room, so that an endless input is not read ahead.
  private let room = DispatchSemaphore(value: 0)

  /// Begins to read standard input.
  ///
  /// - Throws: `SystemError` where there is no thread left to read on.
  public convenience init() throws {
    try self.init(isTyped: isatty(STDIN_FILENO) == 1) { readLine() }
  }

  /// Begins to read what `next` returns.
  ///
  /// - Throws: `SystemError` where there is no thread left to read on.
  public init(isTyped: Bool = false, _ next: @escaping @Sendable () -> String?) throws {
    self.isTyped = isTyped
    // one that begins above 0 may not go while lines are unread
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

  /// Returns the next line, or nil if there is none within `seconds`.
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

  /// Forgets what a person has typed before being asked.
  func forgetEarly() {
    guard isTyped else { return }
    while case .text = next(within: 0) {}
  }
}
