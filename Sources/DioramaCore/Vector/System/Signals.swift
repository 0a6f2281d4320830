// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Signals of the operating system.
package enum Signals {
  /// Unblocks `signals` for this thread.
  ///
  /// A program inherits the signals that the thread that started it blocked, and the threads of a
  /// pool block nearly all.
  package static func letThrough(_ signals: [Int32]) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
