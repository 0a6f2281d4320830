// SPDX-License-Identifier: Apache-2.0

internal import DioramaSceneFiles
internal import Foundation
internal import Synchronization

/// The library of the scene files that are shipped with the suite.
public enum SceneLibrary {
  /// The folder that holds `scenes/` and `assets/`.
  ///
  /// It is the one of ``setHome(_:)``; else `$DIORAMA_HOME` if that is set; else the nearest folder
  /// above the library (``searchAbove(_:)``) or the program that has `scenes/`, or its `share/diorama`;
  /// else the sources that the library was built from.
  public static func home() throws(SceneLibraryError) -> String {
    if let home = chosen.withLock({ $0.home }) { return home }
    if let home = ProcessInfo.processInfo.environment["DIORAMA_HOME"] {
      guard holdsScenes(home) else { throw .noScenes(searched: [home]) }
      return home
    }
    var candidates = chosen.withLock { $0.library }.map(folders(above:)) ?? []
    candidates += folders(above: "/proc/self/exe")
    // HOME/Sources/DioramaPainting/SceneLibrary.swift
    let sources = URL(fileURLWithPath: #filePath)
    candidates.append(
      sources.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path)
    guard let home = candidates.first(where: holdsScenes) else {
      throw .noScenes(searched: candidates)
    }
    return home
  }

  /// Chooses the folder that holds `scenes/` and `assets/`, before the first scene is read.
  ///
  /// - Throws: ``SceneLibraryError/noScenes(searched:)`` when they are not there.
  public static func setHome(_ folder: String) throws(SceneLibraryError) {
    guard holdsScenes(folder) else { throw .noScenes(searched: [folder]) }
    chosen.withLock { $0.home = folder }
  }

  /// Makes ``home()`` search above the file of a dynamic library, too.
  package static func searchAbove(_ library: String) { chosen.withLock { $0.library = library } }

  private struct Chosen {
    var home: String?
    var library: String?
  }

  private static let chosen = Mutex(Chosen())

  /// Returns the folders above `file`, the nearest first, each with its `share/diorama`.
  private static func folders(above file: String) -> [String] {
    var folders: [String] = []
    var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      folders += [folder.path, folder.appendingPathComponent("share/diorama").path]
    }
    return folders
  }

  /// Returns the shipped scene called `name`, which is read once in a process.
  public static func scene(_ name: String) throws -> DrawableScene {
    if let known = cache.withLock({ $0[name] }) { return known }
    let shipped = DrawableScene(try SceneFile(contentsOf: try home() + "/scenes/\(name).xml"))
    cache.withLock { $0[name] = shipped }
    return shipped
  }

  private static let cache = Mutex<[String: DrawableScene]>([:])

  private static func holdsScenes(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/scenes/pushing.xml")
  }
}

/// An error in finding the shipped scenes.
public enum SceneLibraryError: Error, Hashable, Sendable {
  /// No scenes in any of the folders that were searched.
  case noScenes(searched: [String])
}

extension SceneLibraryError: CustomStringConvertible {
  /// One line: what is wrong, the value, what to do.
  public var description: String {
    switch self {
    case .noScenes(let searched):
      "the shipped scenes were not found in \(searched.joined(separator: ", ")); "
        + "set DIORAMA_HOME to the folder that holds scenes/ and assets/"
    }
  }
}
