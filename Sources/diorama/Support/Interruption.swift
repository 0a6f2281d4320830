// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Synchronization

/// Waits for Ctrl-C (SIGINT) and SIGTERM, so that work can be saved before the program ends.
///
/// The second one ends the program at once.
final class Interruption {
  /// Which signal there was; 0 for none.
  private final class Note: Sendable {
    let signal = Atomic<Int32>(0)
  }

  private let note = Note()
  private let sources: [any DispatchSourceSignal]

  /// Begins to wait.
  init() {
    // a file that grows beyond the limit of the shell is an error then, not the end
    signal(SIGXFSZ, SIG_IGN)
    sources = [SIGINT, SIGTERM].map { [note] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if note.signal.exchange(number, ordering: .relaxed) != 0 { _exit(128 + number) }
      }
      source.resume()
      return source
    }
  }

  /// From now on a signal ends the program again.
  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Whether there was a signal.
  var isRequested: Bool { note.signal.load(ordering: .relaxed) != 0 }

  /// What the program ends with then, as a shell has it: 130 for Ctrl-C.
  var status: Int32 { 128 + note.signal.load(ordering: .relaxed) }
}
