// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A lock of the whole process that a forked child never inherits held.
///
/// A fork waits until all of these are free and holds them meanwhile, so that the data they guard is
/// consistent in the child.
@safe final class ProcessLock: @unchecked Sendable {
  // the mutex is made for this: any thread may lock it, at an address that never changes

  /// The lock held from bind to unbind if software draws, and while a context is made or changes hands.
  ///
  /// Mesa's llvmpipe reads the state of all contexts without synchronising with their threads.
  static let drawing = ProcessLock()
  /// The lock held while names of objects to be deleted are recorded.
  static let burials = ProcessLock()

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  private init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    _ = Self.forkHandlers
  }

  func lock() {
    let status = unsafe pthread_mutex_lock(mutex)
    precondition(status == 0, "the lock cannot be had: error \(status)")
  }

  func unlock() { _ = unsafe pthread_mutex_unlock(mutex) }

  func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock()
    defer { unlock() }
    return try body()
  }

  private static let forkHandlers: Int32 = pthread_atfork(
    {
      // in the order in which a thread takes them
      ProcessLock.drawing.lock()
      ProcessLock.burials.lock()
    },
    {
      ProcessLock.burials.unlock()
      ProcessLock.drawing.unlock()
    },
    {
      // the child's only thread has another number than the one that locked
      unsafe pthread_mutex_init(ProcessLock.burials.mutex, nil)
      unsafe pthread_mutex_init(ProcessLock.drawing.mutex, nil)
    })
}
