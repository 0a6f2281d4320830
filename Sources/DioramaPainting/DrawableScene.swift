// SPDX-License-Identifier: Apache-2.0

public import DioramaScene
package import DioramaSceneFiles

/// A scene that was read from a file, ready to be drawn.
public struct DrawableScene: Sendable {
  public let scene: Scene
  public let drawList: DrawList
  /// The places of the scene's elements in its file.
  package let sources: SceneSources

  package init(_ file: SceneFile) {
    scene = file.scene
    drawList = DrawList(file.scene)
    sources = file.sources
  }

  /// Makes the scene of a user's own file: without cameras, it gets one that sees everything.
  package init(own file: SceneFile) {
    var file = file
    file.scene.addCameraIfMissing()
    self.init(file)
  }
}
