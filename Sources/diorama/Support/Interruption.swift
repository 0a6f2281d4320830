// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import Foundation
import Synchronization

/// A handler of Ctrl-C (SIGINT) and SIGTERM, so that work can be saved before the program ends.
///
/// A second signal ends the program at once. The signal handler itself takes note of them, so that they
/// work however busy the program's threads are.
final class Interruption {
  /// The signal that arrived; 0 for none.
  private static let heard = Atomic<Int32>(0)

  /// Installs the handler.
  init() {
    Self.heard.store(0, ordering: .relaxed)  // made here: a handler may not
    for number in [SIGINT, SIGTERM] {
      signal(number) {
        if Interruption.heard.exchange($0, ordering: .relaxed) != 0 { _exit(128 + $0) }
      }
    }
    Signals.letThrough([SIGINT, SIGTERM])
  }

  /// Removes the handler: from now on a signal ends the program again.
  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether a signal has arrived.
  var isRequested: Bool { Self.heard.load(ordering: .relaxed) != 0 }

  /// Throws the exit status if a signal has arrived, so that the work under way is undone.
  func check() throws {
    if isRequested { throw ExitCode(status) }
  }

  /// The exit status after the signal, as in a shell: 130 for Ctrl-C.
  var status: Int32 { 128 + Self.heard.load(ordering: .relaxed) }
}
