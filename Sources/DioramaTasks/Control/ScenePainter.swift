// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaRender
internal import DioramaScene

/// Draws a scene for an environment that poses its bodies itself.
struct ScenePainter {
  private let drawList: DrawList
  /// Made when the first picture is asked for.
  private var renderer: SceneRenderer?

  /// The cameras' names.
  let cameras: [String]

  init(_ scene: Scene) {
    drawList = DrawList(scene)
    cameras = scene.cameras.map(\.name)
  }

  mutating func rendererName() throws(SimulationError) -> String {
    try draw { renderer throws(RenderError) in renderer.rendererName }
  }

  mutating func image(_ poses: [Pose], _ view: View) throws(SimulationError) -> Image {
    try draw { renderer throws(RenderError) in try renderer.render(poses, view: view) }
  }

  mutating func depth(_ poses: [Pose], _ view: View) throws(SimulationError) -> DepthImage {
    try draw { renderer throws(RenderError) in try renderer.depth(poses, view: view) }
  }

  mutating func segmentation(
    _ poses: [Pose], _ view: View
  ) throws(SimulationError) -> SegmentationImage {
    try draw { renderer throws(RenderError) in try renderer.segmentation(poses, view: view) }
  }

  private mutating func draw<Picture>(
    _ body: (SceneRenderer) throws(RenderError) -> Picture
  ) throws(SimulationError) -> Picture {
    do {
      let renderer = try self.renderer ?? SceneRenderer(drawList)
      self.renderer = renderer
      return try body(renderer)
    } catch {
      throw .notDrawn(reason: "\(error)")
    }
  }
}
