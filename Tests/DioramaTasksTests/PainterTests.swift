// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPainting
import DioramaRender
import DioramaScene
import Testing

@Suite struct PainterTests {
  /// Draws everything in one colour.
  final class Flat: Renderer {
    let count: Int

    init(_ list: DrawList) { count = list.bodyNames.count }

    func rendererName() -> String { "flat" }

    func render(_ poses: [Pose], particles: [Vector3], view: View) -> Image {
      Image(
        width: view.width, height: view.height, channels: 3, filledWith: UInt8(poses.count))
    }

    func depth(_ poses: [Pose], particles: [Vector3], view: View) -> DepthImage {
      DepthImage(width: view.width, height: view.height, channels: 1, filledWith: 2)
    }

    func segmentation(
      _ poses: [Pose], particles: [Vector3], view: View
    ) -> SegmentationImage {
      SegmentationImage(width: view.width, height: view.height, channels: 1, filledWith: -1)
    }
  }

  @Test func `another renderer may take the place of OpenGL`() throws {
    let shipped = try SceneLibrary.scene("pushing")
    var painter = ScenePainter(shipped.drawList, drawnBy: { list in Flat(list) })
    let poses = shipped.scene.initialPoses
    let image = try painter.image(.init(poses: poses), View(width: 8, height: 6))
    #expect(image.samples == Array(repeating: UInt8(poses.count), count: 8 * 6 * 3))
    #expect(try painter.rendererName(.init(poses: poses)) == "flat")
  }
}
