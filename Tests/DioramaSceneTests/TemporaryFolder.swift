// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A folder of files for one test, removed with the last reference to it.
final class TemporaryFolder {
  let path: String

  /// Makes a folder with `files`, their texts by their paths in it.
  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "diorama-scene-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes `data` to the file called `name`, and returns its whole path.
  @discardableResult func write(_ data: Data, to name: String) throws -> String {
    let file = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// The signature that PNG files start with.
  static let pngStart = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])

  /// A tetrahedron.
  static let tetrahedron = """
    v 0 0 0
    v 1 0 0
    v 0 1 0
    v 0 0 1
    f 1 3 2
    f 1 2 4
    f 1 4 3
    f 2 3 4
    """
}

/// The root folder of the repository.
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
