// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The lock of a folder that one process at a time works on.
///
/// It ends with the process, however that ends, and with those that inherit its ``file``.
final class FolderLock {
  /// Why there is no lock.
  enum Refusal: Error {
    /// Another process has it.
    case isHeld
    /// Its file cannot be opened.
    case noFile(String)
  }

  let file: FileHandle

  /// Locks `folder`.
  ///
  /// - Parameters:
  ///   - folder: Where it is.
  ///   - patience: How long whoever has it is given to end [s].
  /// - Throws: ``Refusal``.
  init(_ folder: String, patience: Double) throws(Refusal) {
    let path = Self.path(folder)
    // one that is there is never replaced: another process may have it already
    try? Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    guard let file = FileHandle(forUpdatingAtPath: path) else { throw .noFile(path) }
    // a program that is started meanwhile must not keep the lock
    _ = fcntl(file.fileDescriptor, F_SETFD, FD_CLOEXEC)
    self.file = file
    let end = Date().addingTimeInterval(patience)
    while flock(file.fileDescriptor, LOCK_EX | LOCK_NB) != 0 {
      guard Date() < end else { throw .isHeld }
      usleep(20_000)
    }
  }

  deinit { try? file.close() }

  /// Whether a process works on `folder`.
  static func isHeld(_ folder: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path(folder)) else { return false }
    defer { try? file.close() }
    return flock(file.fileDescriptor, LOCK_SH | LOCK_NB) != 0
  }

  private static func path(_ folder: String) -> String { folder + "/.lock" }
}
