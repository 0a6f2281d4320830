// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Lines on the terminal that are drawn anew in their place; elsewhere only notes appear.
struct LiveLines {
  private let isShown = isatty(STDERR_FILENO) == 1
  private var count = 0
  private var lastUpdate = ContinuousClock.now - .seconds(1)

  /// Draws the lines, twice a second at most.
  mutating func update(_ lines: () -> [String]) {
    let now = ContinuousClock.now
    guard isShown, now - lastUpdate > .milliseconds(500) else { return }
    lastUpdate = now
    let lines = lines()
    // lines that are too long would be folded, and then not be found again
    let width = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 79
    write(erasing + lines.map { $0.prefix(width) + "\n" }.joined())
    count = lines.count
  }

  /// Says what stays to be read.
  mutating func note(_ line: String) {
    write(erasing + line + "\n")
    count = 0
    lastUpdate -= .seconds(1)
  }

  /// Takes the lines away.
  mutating func finish() {
    write(erasing)
    count = 0
  }

  private var erasing: String { count == 0 ? "" : "\u{1B}[\(count)A\u{1B}[J" }

  private func write(_ text: String) {
    if !text.isEmpty { Console.show(text) }
  }
}
