// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestFolders
import Testing

/// The files of version 0.1, which had no checksums.
enum OldFiles {
  /// Makes those that an agent was saved in, whose records have `recordSize` bytes, what that version wrote.
  static func write(_ folder: TemporaryFolder, recordSize: Int) throws {
    let log = folder.file("replay.bin")
    let new = try Data(contentsOf: log)
    var old = Data("diorama replay 1".utf8)
    for start in stride(from: 16, to: new.count, by: recordSize + 4) {
      old += new[start..<start + recordSize]
    }
    try old.write(to: log)
    let checkpoint = folder.file("checkpoint.safetensors")
    var bytes = try Data(contentsOf: checkpoint)
    let mark = try #require(bytes.range(of: Data(#""checksum":""#.utf8)))
    // the note with its eight digits, the quote and the comma
    let note = mark.lowerBound..<mark.upperBound + 10
    bytes.replaceSubrange(note, with: Data(repeating: UInt8(ascii: " "), count: note.count))
    let version = try #require(bytes.range(of: Data(#""version":"2""#.utf8)))
    bytes.replaceSubrange(version, with: Data(#""version":"1""#.utf8))
    try bytes.write(to: checkpoint)
  }
}
