// SPDX-License-Identifier: Apache-2.0

/// How much care a picture is drawn with.
public enum RenderQuality: String, Hashable, Sendable, CaseIterable {
  /// Shadows and four samples a pixel.
  case standard = "default"
  /// Cheaper shading, for training at thousands of frames a second.
  case fast
}

/// What a picture shows: through which camera, how large, how carefully.
public struct View: Hashable, Sendable {
  /// The camera's name in the scene file; nil for the scene's first.
  public var camera: String?
  /// Columns [px].
  public var width: Int
  /// Rows [px].
  public var height: Int
  /// How much care it is drawn with.
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
