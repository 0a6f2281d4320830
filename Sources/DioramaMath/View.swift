// SPDX-License-Identifier: Apache-2.0

/// The quality of rendering.
public enum RenderQuality: String, Hashable, Sendable, CaseIterable {
  /// Shadows and four samples a pixel.
  case standard = "default"
  /// Cheaper shading, for training at thousands of images a second.
  case fast
}

/// A view: the camera, the size and the quality of an image.
public struct View: Hashable, Sendable {
  /// The camera's name in the scene file; nil for the scene's first.
  public var camera: String?
  /// Columns [px].
  public var width: Int
  /// Rows [px].
  public var height: Int
  /// The quality of rendering.
  public var quality: RenderQuality

  /// The sizes that can be drawn, in both directions [px].
  public static let sizes = 16...2048

  public init(
    camera: String? = nil, width: Int = 48, height: Int = 48, quality: RenderQuality = .standard
  ) {
    self.camera = camera
    self.width = width
    self.height = height
    self.quality = quality
  }
}
