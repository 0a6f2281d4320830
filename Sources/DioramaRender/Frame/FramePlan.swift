// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The plan of how a view is drawn: every choice that follows from its size and quality.
struct FramePlan: Hashable {
  /// The index into the list's cameras.
  var camera: Int
  var width: Int
  var height: Int
  /// The samples per pixel in each direction.
  var samples: Int
  /// The texels of the shadow map in each direction.
  var shadowSize: Int
  /// The look-ups in the shadow map per pixel, of four texels each.
  var shadowTaps: Int
  var detail: Detail
  /// Whether light is computed at the corners of triangles only.
  var isPerVertex: Bool
  /// Whether shadows fall on moving things, or on the still things only.
  var shadesMovingThings: Bool

  init(_ view: View, camera: Int) {
    self.camera = camera
    width = view.width
    height = view.height
    let isFast = view.quality == .fast
    samples = isFast ? 1 : 2
    // two texels for a pixel keep a shadow's edge as sharp as the image
    let size = (isFast ? 1 : 2) * view.height
    shadowSize = min(max(isFast ? 64 : 96, (size + 31) / 32 * 32), 2048)
    shadowTaps = isFast || view.height <= 100 ? 1 : 4
    detail = Detail(height: samples * view.height)
    isPerVertex = detail.isForSmallPictures
    shadesMovingThings = !isFast || detail.rawValue > Detail.low.rawValue
  }
}
