// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The version of a file's content, found without reading it.
package struct FileVersion: Hashable, Sendable {
  private let size: UInt64
  private let changed: Date
  private let inode: UInt64

  /// The length of the file [bytes].
  package var byteCount: Int { Int(clamping: size) }

  /// The version as a word.
  package var text: String { "\(inode)-\(size)-\(Int(changed.timeIntervalSince1970 * 1000))" }

  /// Returns the version of the file at `path`, or nil if there is none.
  package init?(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let size = attributes[.size] as? NSNumber,
      let changed = attributes[.modificationDate] as? Date,
      let inode = attributes[.systemFileNumber] as? NSNumber
    else { return nil }
    (self.size, self.changed, self.inode) = (size.uint64Value, changed, inode.uint64Value)
  }
}
