// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Hears Ctrl-C (SIGINT) and SIGTERM, so that work can be saved before the program ends.
///
/// The second one ends the program at once. No thread is needed to hear them: there may be none left.
final class Interruption {
  /// Which signal there was; 0 for none.
  private static let heard = Atomic<Int32>(0)

  /// Begins to listen.
  init() {
    Self.heard.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.heard.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
    }
  }

  /// From now on a signal ends the program again.
  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether there was a signal.
  var isRequested: Bool { Self.heard.load(ordering: .relaxed) != 0 }

  /// What the program ends with then, as a shell has it: 130 for Ctrl-C.
  var status: Int32 { 128 + Self.heard.load(ordering: .relaxed) }
}
