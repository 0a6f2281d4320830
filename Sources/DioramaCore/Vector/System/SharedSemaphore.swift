// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A semaphore that lies in a block, and works between processes.
@safe struct SharedSemaphore: @unchecked Sendable {
  // a semaphore is made to be used by all
  private let block: SharedBlock
  private let base: UnsafeMutablePointer<sem_t>

  init(of block: SharedBlock, at base: UnsafeMutablePointer<sem_t>) {
    self.block = block
    unsafe self.base = unsafe base
  }

  /// The size of a semaphore [bytes].
  static var byteCount: Int { MemoryLayout<sem_t>.stride }

  /// Initialises it at zero, before anyone uses it.
  func prepare() {
    let status = unsafe sem_init(base, 1, 0)
    precondition(status == 0, "no semaphore: \(SharedBlock.reason(errno))")
  }

  /// Wakes one waiter.
  func signal() { unsafe sem_post(base) }

  /// Waits for a signal; between attempts asks `isHopeless`, and gives up if that is true.
  ///
  /// - Parameters:
  ///   - spins: The number of attempts before sleeping; one takes some 10 ns.
  ///   - patience: The time to sleep between attempts [s].
  ///   - isHopeless: Whether no signal can come any more.
  /// - Returns: Whether the signal came.
  func wait(spins: Int = 0, patience: Double = 0.1, isHopeless: () -> Bool) -> Bool {
    for _ in 0..<spins where unsafe sem_trywait(base) == 0 { return true }
    while true {
      var deadline = timespec()
      unsafe clock_gettime(CLOCK_REALTIME, &deadline)
      let nanoseconds = deadline.tv_nsec + Int(patience * 1e9)
      deadline.tv_sec += nanoseconds / 1_000_000_000
      deadline.tv_nsec = nanoseconds % 1_000_000_000
      if unsafe sem_timedwait(base, &deadline) == 0 { return true }
      guard errno == ETIMEDOUT else { continue }  // a signal of the operating system
      // it may have come between the two
      if isHopeless() { return unsafe sem_trywait(base) == 0 }
    }
  }
}
