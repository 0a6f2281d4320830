// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// Draws one scene from wherever its bodies are: ``SceneRenderer``, or whatever takes its place.
///
/// A renderer is made for a `DrawList`. Equal arguments give equal bytes.
public protocol Renderer: AnyObject {
  /// Returns who draws; pictures by equal names have equal bytes.
  func rendererName() throws(RenderError) -> String

  /// Returns the picture.
  ///
  /// - Parameters:
  ///   - poses: World poses, `[bodies]`.
  ///   - particles: Where the particles of all cloths are [m], `[particles]`.
  ///   - view: Camera, size and quality.
  /// - Returns: Red, green and blue, sRGB, `[height, width, 3]`.
  /// - Throws: ``RenderError`` for an unknown camera, a size out of bounds or a pose that is not finite.
  func render(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> Image

  /// Returns how far away everything is along the viewing direction [m], infinite where nothing is,
  /// `[height, width, 1]`.
  func depth(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> DepthImage

  /// Returns which body is where, cloths after the last body, -1 where nothing is, `[height, width, 1]`.
  func segmentation(
    _ poses: [Pose], particles: [Vector3], view: View
  ) throws(RenderError) -> SegmentationImage
}

extension SceneRenderer: Renderer {}
