// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A folder of a test's own, removed with the last reference to it.
public final class TemporaryFolder {
  /// Where it is.
  public let url = FileManager.default.temporaryDirectory
    .appendingPathComponent("diorama-test-\(UUID().uuidString)")

  /// Makes a folder with `files`, their texts by their paths in it.
  public init(_ files: [String: String] = [:]) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Its path.
  public var path: String { url.path }

  /// Where the file called `name` in it is.
  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// The path of the file called `name` in it.
  public func path(_ name: String) -> String { file(name).path }

  /// The text of the file called `name`.
  public func text(_ name: String) throws -> String {
    try String(contentsOf: file(name), encoding: .utf8)
  }

  /// The names of everything in it, of hidden files too, sorted.
  public func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// Writes `text` to the file called `name`.
  public func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  /// Writes `data` to the file called `name`, in folders that are made where they are missing.
  public func write(_ data: Data, to name: String) throws {
    let file = file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}

/// The root folder of the repository.
public let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
