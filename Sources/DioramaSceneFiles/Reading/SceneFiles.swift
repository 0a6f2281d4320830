// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaScene
import Foundation

/// The files of a scene, found and read within limits.
final class SceneFiles {
  /// The reason why a file cannot be read.
  enum Problem: Error {
    case missing
    case directory
    case unreadable(reason: String)
    case tooLarge(bytes: Int, limit: Int)

    var fileFault: FileFault {
      switch self {
      case .missing: .missing
      case .directory: .directory
      case .unreadable(let reason): .unreadable(reason: reason)
      case .tooLarge(let bytes, let limit): .tooLarge(bytes: bytes, limit: limit)
      }
    }

    func attributeFault(_ path: String) -> AttributeFault {
      switch self {
      case .missing: .missingFile(path: path)
      case .directory: .directory(path: path)
      case .unreadable(let reason): .unreadable(path: path, reason: reason)
      case .tooLarge(let bytes, let limit):
        .fileTooLarge(path: path, bytes: bytes, limit: limit)
      }
    }
  }

  /// The most bytes of one scene file, of all scene files together, and of one mesh.
  static let sceneLimit = 16 << 20
  static let totalLimit = 64 << 20
  static let meshLimit = 64 << 20
  /// The most bytes of all meshes together.
  static let meshTotalLimit = 256 << 20

  /// The name of the scene file in messages.
  let mainFile: String
  /// The folder of the scene file, in which the files that it names are looked for.
  let directory: String
  private var total = 0
  private var meshTotal = 0

  init(mainFile: String, directory: String) {
    self.mainFile = mainFile
    self.directory = directory
  }

  /// Adds `bytes` to the total, and returns whether it is within the limit of all files together.
  @discardableResult func count(_ bytes: Int) -> Bool {
    total += bytes
    return total <= Self.totalLimit
  }

  /// Adds `bytes` to the total of the meshes, and returns whether it is within their limit.
  func countMesh(_ bytes: Int) -> Bool {
    meshTotal += bytes
    return meshTotal <= Self.meshTotalLimit
  }

  /// Returns the folder that the file at `path` is in; empty if the path names no folder.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Returns the path of the file that a scene file calls `name`, in its subdirectory `folder`.
  ///
  /// As in MuJoCo, it is relative to the scene file's directory, or if there is no such file, to that of the
  /// `referrer`, the included file that names it.
  func path(_ name: String, in folder: String = "", from referrer: String) -> String {
    let local = Self.join(folder, name)
    let path = Self.join(directory, local)
    if referrer == mainFile || FileManager.default.fileExists(atPath: path) { return path }
    let other = Self.join(Self.folder(of: referrer), local)
    return FileManager.default.fileExists(atPath: other) ? other : path
  }

  /// Returns the bytes of the file at `path`, or the reason why they cannot be read.
  func read(_ path: String, limit: Int) -> Result<[UInt8], Problem> {
    do {
      let size = try Self.size(path)
      if size > limit { return .failure(.tooLarge(bytes: size, limit: limit)) }
      return .success(Array(try Disk.read(path)))
    } catch let problem as Problem {
      return .failure(problem)
    } catch {
      return .failure(.unreadable(reason: error.systemReason))
    }
  }

  /// Returns the first `count` bytes of the file at `path`, or the reason why they cannot be read.
  func readStart(_ path: String, count: Int) -> Result<[UInt8], Problem> {
    do {
      _ = try Self.size(path)
      return .success(Array(try OpenFile(path, for: .reading).read(upTo: count)))
    } catch let problem as Problem {
      return .failure(problem)
    } catch {
      return .failure(.unreadable(reason: error.systemReason))
    }
  }

  private static func size(_ path: String) throws -> Int {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let manager = FileManager.default
    guard manager.fileExists(atPath: real) else { throw Problem.missing }
    let facts = try manager.attributesOfItem(atPath: real)
    switch facts[.type] as? FileAttributeType {
    case .typeRegular: return (facts[.size] as? NSNumber)?.intValue ?? 0
    case .typeDirectory: throw Problem.directory
    default: throw Problem.unreadable(reason: "it is not a regular file")
    }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
