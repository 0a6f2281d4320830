// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
package import DioramaRender
package import Foundation

/// A folder that appears whole or not at all.
///
/// Files go into a draft beside it; ``finish()`` gives the draft its name. Without that, the draft
/// is removed with this object.
public final class NewFolder {
  /// The path of the draft, where files go until ``finish()``.
  public let draft: String
  private let path: String
  /// The lock that tells other processes, which remove abandoned drafts, that this one is in use.
  private let lock: OpenFile
  private var isFinished = false

  /// Prepares a folder that will be at `path`.
  ///
  /// - Throws: ``RenderError`` when `path` is a file, or a folder that is not empty, or cannot be written to.
  public init(_ path: String) throws {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    let path = link == nil ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if Disk.exists(path) {
      guard Disk.isFolder(path) else {
        throw RenderError.fileUnwritable(path: path, reason: "it is a file; name a new folder")
      }
      try Self.checkIsEmpty(path)
    }
    self.path = path
    let target = URL(fileURLWithPath: path).standardizedFileURL
    Disk.sweepDrafts(in: target.deletingLastPathComponent().path)
    draft = Disk.draft(of: target.path)
    do {
      try? Disk.remove(draft)  // left by a killed process that had the same id
      try Disk.makeFolder(draft)
      lock = try OpenFile(draft, for: .reading)
      _ = try lock.lock(waits: false)
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: error.systemReason)
    }
  }

  deinit {
    if !isFinished { try? Disk.remove(draft) }
  }

  /// Writes a file called `name` into the draft.
  package func write(_ content: Data, as name: String) throws(RenderError) {
    do throws(SystemError) {
      try Disk.write(content, to: draft + "/" + name)
    } catch {
      throw .fileUnwritable(path: draft + "/" + name, reason: "\(error)")
    }
  }

  /// Makes a folder called `name` in the draft.
  func makeFolder(_ name: String) throws(RenderError) {
    do throws(SystemError) {
      try Disk.makeFolder(draft + "/" + name)
    } catch {
      throw .fileUnwritable(path: draft + "/" + name, reason: "\(error)")
    }
  }

  /// Gives the folder its name.
  public func finish() throws {
    do {
      if Disk.exists(path) {
        try Self.checkIsEmpty(path)  // still
        // a folder that is in use or a mount point stays, and gets the contents of the draft
        guard (try? Disk.remove(path)) != nil else { return try fill() }
      }
      try Disk.move(draft, to: path)
      isFinished = true
    } catch let error as RenderError {
      throw error
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: error.systemReason)
    }
  }

  private func fill() throws(SystemError) {
    for name in try Disk.contents(draft) {
      try Disk.move(draft + "/" + name, to: path + "/" + name)
    }
  }

  private static func checkIsEmpty(_ path: String) throws(RenderError) {
    let contents: [String]
    do throws(SystemError) {
      contents = try Disk.contents(path)
    } catch {
      throw .fileUnreadable(path: path, reason: "\(error)")
    }
    guard contents.isEmpty else {
      throw .fileUnwritable(path: path, reason: "the folder is not empty; name a new one")
    }
  }
}
