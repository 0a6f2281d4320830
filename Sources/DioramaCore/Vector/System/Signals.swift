// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Signals of the operating system.
package enum Signals {
  /// Lets `signals` through to this thread: a program inherits what the thread that started it held back, and
  /// those of a thread pool hold back nearly all.
  package static func letThrough(_ signals: [Int32]) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
