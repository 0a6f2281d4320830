// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A renderer of one scene with its bodies at given poses: ``SceneRenderer``, or a replacement for it.
///
/// A renderer is made for a `DrawList`. Equal arguments give equal bytes.
public protocol Renderer: AnyObject {
  /// Returns the renderer's name; renderers with equal names draw equal bytes.
  func rendererName() throws(RenderError) -> String

  /// Returns the image of the bodies at `poses`.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
  ///   - view: The camera, size and quality.
  /// - Returns: Red, green and blue, sRGB, `[height, width, 3]`.
  /// - Throws: ``RenderError`` for an unknown camera, a size out of bounds or a pose that is not finite.
  func render(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> Image

  /// Returns the depth image `[height, width, 1]`: distances along the viewing direction [m], infinite where
  /// nothing is.
  func depth(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> DepthImage

  /// Returns the segmentation image `[height, width, 1]`: numbers of bodies, then of cloths, -1 where nothing
  /// is.
  func segmentation(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> SegmentationImage
}

extension SceneRenderer: Renderer {}
