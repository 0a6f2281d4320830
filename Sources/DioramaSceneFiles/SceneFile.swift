// SPDX-License-Identifier: Apache-2.0

public import DioramaScene

/// A scene together with what of its file was used and ignored.
public struct SceneFile: Sendable {
  /// The scene.
  public var scene: Scene
  /// What was used and ignored; nothing was refused.
  public var coverage: SceneCoverage
  /// Where its things stand in the file.
  public var sources: SceneSources

  /// Loads the scene file at `path`, a subset of MuJoCo's XML format.
  ///
  /// - Throws: A ``SceneError`` for the first thing that is wrong or not supported.
  public init(contentsOf path: String) throws(SceneError) {
    self = try SceneReading(path: path).get()
  }

  /// Makes the scene written in `xml`.
  ///
  /// - Parameters:
  ///   - xml: The text of a scene file.
  ///   - name: What stands for the file's name in messages, and for the scene's where it has none.
  ///   - baseDirectory: Where other files are looked for; nil for the working directory.
  /// - Throws: A ``SceneError`` for the first thing that is wrong or not supported.
  public init(
    xml: String, name: String = "scene", baseDirectory: String? = nil
  ) throws(SceneError) {
    self = try SceneReading(xml: xml, name: name, baseDirectory: baseDirectory).get()
  }
}

extension Scene {
  /// Loads the scene file at `path`, a subset of MuJoCo's XML format.
  ///
  /// - Throws: A ``SceneError`` for the first thing that is wrong or not supported.
  public init(contentsOf path: String) throws(SceneError) {
    self = try SceneFile(contentsOf: path).scene
  }

  /// Makes the scene written in `xml`.
  ///
  /// - Parameters:
  ///   - xml: The text of a scene file.
  ///   - name: What stands for the file's name in messages, and for the scene's where it has none.
  ///   - baseDirectory: Where other files are looked for; nil for the working directory.
  /// - Throws: A ``SceneError`` for the first thing that is wrong or not supported.
  public init(
    xml: String, name: String = "scene", baseDirectory: String? = nil
  ) throws(SceneError) {
    self = try SceneFile(xml: xml, name: name, baseDirectory: baseDirectory).scene
  }
}

extension SceneCoverage {
  /// Reads the scene file at `path` to its end, whatever is wrong in it.
  public init(ofFile path: String) {
    self = SceneReading(path: path).coverage
  }

  /// Reads the scene written in `xml`; other files are looked for in `baseDirectory`.
  public init(xml: String, name: String = "scene", baseDirectory: String? = nil) {
    self = SceneReading(xml: xml, name: name, baseDirectory: baseDirectory).coverage
  }
}
