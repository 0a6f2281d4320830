// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import Foundation
import Synchronization

/// Hears Ctrl-C (SIGINT) and SIGTERM, so that work can be saved before the program ends.
///
/// The second one ends the program at once. They are heard in the handler itself: neither a thread nor a queue
/// has to be free, whatever the rest of the program does.
final class Interruption {
  /// Which signal there was; 0 for none.
  private static let heard = Atomic<Int32>(0)

  /// Begins to hear them.
  init() {
    Self.heard.store(0, ordering: .relaxed)  // made here: a handler may not
    for number in [SIGINT, SIGTERM] {
      signal(number) {
        if Interruption.heard.exchange($0, ordering: .relaxed) != 0 { _exit(128 + $0) }
      }
    }
    Signals.letThrough([SIGINT, SIGTERM])
  }

  /// From now on a signal ends the program again.
  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether there was a signal.
  var isRequested: Bool { Self.heard.load(ordering: .relaxed) != 0 }

  /// Ends the work that is under way if there was a signal: what it has begun is taken back.
  func check() throws {
    if isRequested { throw ExitCode(status) }
  }

  /// What the program ends with then, as a shell has it: 130 for Ctrl-C.
  var status: Int32 { 128 + Self.heard.load(ordering: .relaxed) }
}
