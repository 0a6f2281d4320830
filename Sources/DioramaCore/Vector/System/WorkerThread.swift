// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A thread of the operating system for one purpose, such as to serve a worker's environments.
@safe package final class WorkerThread {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that does `run`.
  ///
  /// - Throws: ``VectorError/system(_:doing:)`` where the system has none left.
  package init(_ run: @escaping @Sendable () -> Void) throws(VectorError) {
    var thread = pthread_t()
    let body = unsafe Unmanaged.passRetained(Body(run))
    let status = unsafe pthread_create(
      &thread, nil,
      { body in
        if let body = unsafe body {
          unsafe Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
        }
        return nil
      }, body.toOpaque())
    guard status == 0 else {
      unsafe body.release()
      throw .system(SharedBlock.reason(status), doing: "start a thread")
    }
    self.thread = thread
  }

  /// Waits for its end.
  func join() { _ = pthread_join(thread, nil) }

  /// Lets it end by itself, whenever that is.
  package func detach() { _ = pthread_detach(thread) }
}
