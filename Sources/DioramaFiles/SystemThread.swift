// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Threads of the operating system, which may have none left.
public enum SystemThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that nobody waits for.
  ///
  /// - Parameter run: What it does.
  /// - Throws: ``SystemError`` where there can be no more threads.
  public static func start(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
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
    pthread_detach(thread)
  }
}
