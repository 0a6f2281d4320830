// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Lines on the terminal that are redrawn in place; if standard error is no terminal, only notes are printed.
struct LiveLines {
  private let isShown = isatty(STDERR_FILENO) == 1
  private var count = 0
  private var lastUpdate = ContinuousClock.now - .seconds(1)

  /// Redraws the lines, at most twice a second.
  mutating func update(_ lines: () -> [String]) {
    let now = ContinuousClock.now
    guard isShown, now - lastUpdate > .milliseconds(500) else { return }
    lastUpdate = now
    let lines = lines()
    // lines that are too long would be wrapped, and then not be erased completely
    let width = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 79
    write(erasing + lines.map { $0.prefix(width) + "\n" }.joined())
    count = lines.count
  }

  /// Prints a line that stays, above the others.
  mutating func note(_ line: String) {
    write(erasing + line + "\n")
    count = 0
    lastUpdate -= .seconds(1)
  }

  /// Erases the lines.
  mutating func finish() {
    write(erasing)
    count = 0
  }

  private var erasing: String { count == 0 ? "" : "\u{1B}[\(count)A\u{1B}[J" }

  private func write(_ text: String) {
    if !text.isEmpty { Console.show(text) }
  }
}
