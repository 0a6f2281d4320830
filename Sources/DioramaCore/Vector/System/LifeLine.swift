// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A pipe that ends a worker process when this process ends, however it ends and whatever the worker runs.
///
/// The worker inherits one end, and the kernel sends it `SIGKILL` when the other, ours, is closed. Unlike
/// `PR_SET_PDEATHSIG` it does not go by the thread that started the worker, which may end long before.
final class LifeLine {
  /// This process's descriptor of the worker's end.
  let end: Int32
  private let ours: Int32

  /// The descriptor under which the worker holds its end.
  static let descriptor: Int32 = 4

  // beyond the descriptors that a worker is given, so that none is overwritten by another
  private static let lowest: Int32 = 10
  /// > C: F_SETSIG, which Glibc's Swift module leaves out
  private static let setSignal: Int32 = 10

  init() throws(VectorError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw .system(SharedBlock.reason(errno), doing: "make a pipe")
    }
    end = fcntl(ends[0], F_DUPFD_CLOEXEC, Self.lowest)
    ours = fcntl(ends[1], F_DUPFD_CLOEXEC, Self.lowest)
    let reason = SharedBlock.reason(errno)
    for descriptor in ends { close(descriptor) }
    guard end >= 0, ours >= 0 else { throw .system(reason, doing: "make a pipe") }
  }

  /// Ties `process`, which has inherited the end, to this one.
  func hold(_ process: pid_t) {
    _ = fcntl(end, F_SETOWN, process)
    _ = fcntl(end, Self.setSignal, SIGKILL)
    _ = fcntl(end, F_SETFL, O_NONBLOCK | O_ASYNC)
  }

  deinit {
    // without this, closing one end after the other would send the signal, too
    _ = fcntl(end, F_SETFL, O_NONBLOCK)
    for descriptor in [end, ours] where descriptor >= 0 { close(descriptor) }
  }
}
