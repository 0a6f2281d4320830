// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lock of a folder that only one process at a time may work on.
///
/// It is released when the process ends, however that happens, and all processes that inherit its ``file``.
package final class FolderLock {
  /// The reason why there is no lock.
  package enum Refusal: Error {
    /// Another process holds the lock.
    case isHeld
    /// The lock's file cannot be opened or locked.
    case noFile(String, SystemError)
  }

  package let file: OpenFile

  /// Locks `folder`.
  ///
  /// - Parameters:
  ///   - folder: The path of the folder.
  ///   - patience: The time to wait for a process that holds the lock [s].
  /// - Throws: ``Refusal``.
  package init(_ folder: String, patience: Double) throws(Refusal) {
    let path = Self.path(folder)
    var isLocked = false
    do {
      // an existing file is never replaced: another process may hold its lock
      file = try OpenFile(path, for: .updating)
      let end = ContinuousClock.now + .seconds(patience)
      repeat {
        isLocked = try file.lock(waits: false)
        if !isLocked { usleep(20_000) }
      } while !isLocked && ContinuousClock.now < end
    } catch {
      throw .noFile(path, error)
    }
    guard isLocked else { throw .isHeld }
  }

  /// Whether a process works on `folder`.
  package static func isHeld(_ folder: String) -> Bool {
    guard let file = try? OpenFile(path(folder), for: .reading) else { return false }
    return (try? file.lock(shared: true, waits: false)) == false
  }

  private static func path(_ folder: String) -> String { folder + "/.lock" }
}
