// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A thread of the operating system.
@safe public struct SystemThread: Sendable {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private init(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
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
      throw SystemError(status)
    }
    self.thread = thread
  }

  /// Starts a thread that nobody waits for.
  ///
  /// - Parameter run: The work of the thread.
  /// - Throws: ``SystemError`` if the system cannot make another thread.
  public static func start(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
    pthread_detach(try SystemThread(run).thread)
  }
}
