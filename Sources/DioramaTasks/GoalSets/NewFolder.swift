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
    if let attributes = try? manager.attributesOfItem(atPath: path) {
      guard attributes[.type] as? FileAttributeType == .typeDirectory else {
        throw RenderError.fileUnwritable(path: path, reason: "it is a file; name a new folder")
      }
      guard try manager.contentsOfDirectory(atPath: path).isEmpty else {
        throw RenderError.fileUnwritable(
          path: path, reason: "the folder is not empty; name a new one")
      }
    }
    self.path = path
    let target = URL(fileURLWithPath: path).standardizedFileURL
    let draft = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).partial")
    self.draft = draft.path
    try? manager.removeItem(at: draft)  // of a run that was killed
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
      if manager.fileExists(atPath: path) { try manager.removeItem(atPath: path) }  // it is empty
      try manager.moveItem(atPath: draft, toPath: path)
      isFinished = true
    } catch {
      throw RenderError.fileUnwritable(path: path, reason: NewFolder.reason(error))
    }
  }

  /// The operating system's reason, without Foundation's frame around it.
  private static func reason(_ error: any Error) -> String {
    let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return (cause ?? error as NSError).localizedDescription
  }
}
