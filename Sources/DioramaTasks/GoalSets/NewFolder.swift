// SPDX-License-Identifier: Apache-2.0

internal import DioramaRender
internal import Foundation

/// A folder that appears whole or not at all.
///
/// Files go into a draft beside it; ``finish()`` gives the draft its name, and without that it is gone
/// with this object.
public final class NewFolder {
  /// Where the files go until then.
  public let draft: String
  private let path: String
  private var isFinished = false

  /// Prepares a folder that will be at `path`.
  ///
  /// - Throws: ``RenderError`` when there is a file or a folder with something in it, or the place
  ///   cannot be written to.
  public init(_ path: String) throws {
    let manager = FileManager.default
    let link = try? manager.destinationOfSymbolicLink(atPath: path)
    let path = link == nil ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    if let attributes = try? manager.attributesOfItem(atPath: path) {
      guard attributes[.type] as? FileAttributeType == .typeDirectory else {
        throw RenderError.fileUnwritable(path: path, reason: "it is a file; name a new folder")
      }
      try Self.checkIsEmpty(path)
    }
    self.path = path
    let target = URL(fileURLWithPath: path).standardizedFileURL
    let parent = target.deletingLastPathComponent()
    let draftName = ".\(target.lastPathComponent).partial-"
    let draft = parent.appendingPathComponent("\(draftName)\(getpid())")
    self.draft = draft.path
    for name in (try? manager.contentsOfDirectory(atPath: parent.path)) ?? []
    where name.hasPrefix(draftName) {
      let owner = Int32(name.dropFirst(draftName.count)) ?? 0
      // of a process that was killed; where all have one number, of one before this
      if owner == getpid() || owner > 0 && kill(owner, 0) != 0 && errno == ESRCH {
        try? manager.removeItem(at: parent.appendingPathComponent(name))
      }
    }
    do {
      try manager.createDirectory(at: draft, withIntermediateDirectories: true)
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: NewFolder.reason(error))
    }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(atPath: draft) }
  }

  /// Gives the folder its name.
  public func finish() throws {
    let manager = FileManager.default
    do {
      if manager.fileExists(atPath: path) {
        try Self.checkIsEmpty(path)  // still
        // where somebody stands, or a mounted disk is, the folder stays and gets what is in the draft
        guard (try? manager.removeItem(atPath: path)) != nil else { return try fill() }
      }
      try manager.moveItem(atPath: draft, toPath: path)
      isFinished = true
    } catch let error as RenderError {
      throw error
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: NewFolder.reason(error))
    }
  }

  private func fill() throws {
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: draft).sorted() {
      try manager.moveItem(atPath: draft + "/" + name, toPath: path + "/" + name)
    }
  }

  private static func checkIsEmpty(_ path: String) throws {
    guard try FileManager.default.contentsOfDirectory(atPath: path).isEmpty else {
      throw RenderError.fileUnwritable(
        path: path, reason: "the folder is not empty; name a new one")
    }
  }

  /// The operating system's reason, without Foundation's frame around it.
  private static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return (cause ?? error as NSError).localizedDescription
  }
}
