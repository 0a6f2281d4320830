// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A thread of the operating system, which may have none left.
@safe public struct SystemThread: Sendable {
  private let thread: pthread_t

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread, for which somebody waits with ``join()``.
  ///
  /// - Parameter run: What it does.
  /// - Throws: ``SystemError`` where there can be no more threads.
  public init(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
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
  /// - Parameter run: What it does.
  /// - Throws: ``SystemError`` where there can be no more threads.
  public static func start(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
    pthread_detach(try SystemThread(run).thread)
  }

  /// Waits for its end, once.
  public func join() { _ = pthread_join(thread, nil) }
}
