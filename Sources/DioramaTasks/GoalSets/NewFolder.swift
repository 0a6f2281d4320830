// SPDX-License-Identifier: Apache-2.0

public import DioramaRender
internal import Foundation

/// Folders that appear whole or not at all.
public enum NewFolder {
  /// Checks that a folder can be made at `path`: that it does not exist, or is empty.
  public static func check(_ path: String) throws(RenderError) {
    var isFolder: ObjCBool = false
    let manager = FileManager.default
    guard unsafe manager.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else {
      throw .fileUnwritable(path: path, reason: "it is a file; name a new folder")
    }
    guard let contents = try? manager.contentsOfDirectory(atPath: path), contents.isEmpty else {
      throw .fileUnwritable(path: path, reason: "the folder is not empty; name a new one")
    }
  }

  /// Makes the folder at `path` and lets `fill` put files into it.
  ///
  /// The files are written beside it first: if anything fails, nothing is left behind.
  public static func fill(_ path: String, _ fill: (String) throws -> Void) throws {
    try check(path)
    let manager = FileManager.default
    let target = URL(fileURLWithPath: path).standardizedFileURL
    let parent = target.deletingLastPathComponent()
    let draft = parent.appendingPathComponent(".\(target.lastPathComponent).partial")
    do {
      try? manager.removeItem(at: draft)
      try manager.createDirectory(at: draft, withIntermediateDirectories: true)
      try fill(draft.path)
      try? manager.removeItem(at: target)  // it is empty
      try manager.moveItem(at: draft, to: target)
    } catch {
      try? manager.removeItem(at: draft)
      throw error
    }
  }
}
