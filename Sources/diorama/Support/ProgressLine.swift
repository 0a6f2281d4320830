// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A progress line on the terminal, with the time that is left.
///
/// It appears after two seconds, on a terminal only, and disappears when the work is done.
struct ProgressLine {
  private let what: String
  private let total: Int
  private let first: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var lastUpdate = ContinuousClock.now
  private var isVisible = false

  /// Starts the clock on `total` pieces of work, of which `done` are done already.
  init(_ what: String, total: Int, done: Int = 0) {
    self.what = what
    self.total = total
    first = done
  }

  /// Updates the line: `done` pieces are done.
  mutating func update(_ done: Int) {
    let now = ContinuousClock.now
    guard isShown, done > first, now - start > .seconds(2), now - lastUpdate > .milliseconds(200)
    else {
      return
    }
    lastUpdate = now
    let elapsed = (now - start) / .seconds(1)
    let left = Int((elapsed / Double(done - first) * Double(total - done)).rounded(.up))
    write("\r\u{1B}[K\(what): \(done) of \(total), \(left) s left")
    isVisible = true
  }

  /// Erases the line.
  mutating func finish() {
    if isVisible { write("\r\u{1B}[K") }
    isVisible = false
  }

  private func write(_ text: String) { Console.show(text) }
}
