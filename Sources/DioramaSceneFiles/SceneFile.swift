// SPDX-License-Identifier: Apache-2.0

public import DioramaScene

/// A scene file that was loaded: the scene, the coverage and the locations of its parts.
public struct SceneFile: Sendable {
  /// The scene.
  public var scene: Scene
  /// The coverage: everything used and ignored; nothing was refused.
  public var coverage: SceneCoverage
  /// The locations of its parts in the file.
  public var sources: SceneSources

  /// Loads the scene file at `path`, a subset of MuJoCo's XML format.
  ///
  /// - Throws: ``SceneError`` for the first thing that is wrong or not supported.
  public init(contentsOf path: String) throws(SceneError) {
    self = try SceneReading(path: path).get()
  }

  /// Makes the scene written in `xml`.
  ///
  /// - Parameters:
  ///   - xml: The text of a scene file.
  ///   - name: The name of the file in messages, and of the scene if the text does not name it.
  ///   - baseDirectory: The directory in which other files are looked for; nil for the working directory.
  /// - Throws: ``SceneError`` for the first thing that is wrong or not supported.
  public init(
    xml: String, name: String = "scene", baseDirectory: String? = nil
  ) throws(SceneError) {
    self = try SceneReading(xml: xml, name: name, baseDirectory: baseDirectory).get()
  }
}

extension Scene {
  /// Loads the scene file at `path`, a subset of MuJoCo's XML format.
  ///
  /// - Throws: ``SceneError`` for the first thing that is wrong or not supported.
  public init(contentsOf path: String) throws(SceneError) {
    self = try SceneFile(contentsOf: path).scene
  }

  /// Makes the scene written in `xml`.
  ///
  /// - Parameters:
  ///   - xml: The text of a scene file.
  ///   - name: The name of the file in messages, and of the scene if the text does not name it.
  ///   - baseDirectory: The directory in which other files are looked for; nil for the working directory.
  /// - Throws: ``SceneError`` for the first thing that is wrong or not supported.
  public init(
    xml: String, name: String = "scene", baseDirectory: String? = nil
  ) throws(SceneError) {
    self = try SceneFile(xml: xml, name: name, baseDirectory: baseDirectory).scene
  }
}

extension SceneCoverage {
  /// Reads the scene file at `path` to its end, whatever errors it has.
  public init(ofFile path: String) {
    self = SceneReading(path: path).coverage
  }

  /// Reads the scene written in `xml`; other files are looked for in `baseDirectory`.
  public init(xml: String, name: String = "scene", baseDirectory: String? = nil) {
    self = SceneReading(xml: xml, name: name, baseDirectory: baseDirectory).coverage
  }
}
