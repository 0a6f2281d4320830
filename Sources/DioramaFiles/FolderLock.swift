// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lock of a folder that one process at a time works on.
///
/// It ends with the process, however that ends, and with those that inherit its ``file``.
package final class FolderLock {
  /// Why there is no lock.
  package enum Refusal: Error {
    /// Another process has it.
    case isHeld
    /// Its file cannot be opened or locked.
    case noFile(String, SystemError)
  }

  package let file: OpenFile

  /// Locks `folder`.
  ///
  /// - Parameters:
  ///   - folder: Where it is.
  ///   - patience: How long whoever has it is given to end [s].
  /// - Throws: ``Refusal``.
  package init(_ folder: String, patience: Double) throws(Refusal) {
    let path = Self.path(folder)
    var isLocked = false
    do {
      // one that is there is never replaced: another process may have it already
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
