// SPDX-License-Identifier: Apache-2.0

public import DioramaScene
internal import Foundation
internal import Synchronization

/// Finds and keeps the scene files that are shipped with the suite.
public enum SceneLibrary {
  /// The folder that holds `scenes/` and `assets/`.
  ///
  /// It is `$DIORAMA_HOME` if that is set; else the nearest folder above the program that has
  /// `scenes/`, or its `share/diorama`; else the sources that the library was built from.
  public static func home() throws(TaskError) -> String {
    if let home = ProcessInfo.processInfo.environment["DIORAMA_HOME"] {
      guard holdsScenes(home) else { throw .noScenes(searched: [home]) }
      return home
    }
    var candidates: [String] = []
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      candidates.append(folder.path)
      candidates.append(folder.appendingPathComponent("share/diorama").path)
    }
    let sources = URL(fileURLWithPath: #filePath)  // HOME/Sources/DioramaTasks/SceneLibrary.swift
    candidates.append(
      sources.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path)
    guard let home = candidates.first(where: holdsScenes) else {
      throw .noScenes(searched: candidates)
    }
    return home
  }

  /// Returns the shipped scene called `name`; it is read once a process.
  public static func scene(_ name: String) throws -> Shipped {
    if let known = cache.withLock({ $0[name] }) { return known }
    let path = try home() + "/scenes/\(name).xml"
    let scene = try Scene(contentsOf: path)
    let shipped = Shipped(scene: scene, drawList: DrawList(scene))
    cache.withLock { $0[name] = shipped }
    return shipped
  }

  /// A scene, and how it is drawn.
  public struct Shipped: Sendable {
    public let scene: Scene
    public let drawList: DrawList
  }

  private static let cache = Mutex<[String: Shipped]>([:])

  private static func holdsScenes(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/scenes/pushing.xml")
  }
}
