// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// How a view is drawn: every choice that its size and quality make.
struct FramePlan: Hashable {
  /// Index into the list's cameras.
  var camera: Int
  var width: Int
  var height: Int
  /// Samples a pixel in each direction.
  var samples: Int
  /// Texels of the shadow map in each direction.
  var shadowSize: Int
  /// Look-ups of the shadow map a pixel, of four texels each.
  var shadowTaps: Int
  var detail: Detail
  /// Whether light is worked out at the corners of triangles only.
  var isPerVertex: Bool
  /// Whether shadows fall on what moves, or on the still things only.
  var shadesMovingThings: Bool

  init(_ view: View, camera: Int) {
    self.camera = camera
    width = view.width
    height = view.height
    let isFast = view.quality == .fast
    samples = isFast ? 1 : 2
    // two texels for a pixel keep a shadow's edge as sharp as the picture
    let size = (isFast ? 1 : 2) * view.height
    shadowSize = min(max(isFast ? 64 : 96, (size + 31) / 32 * 32), 2048)
    shadowTaps = isFast || view.height <= 100 ? 1 : 4
    detail = Detail(height: samples * view.height)
    isPerVertex = detail.isForSmallPictures
    shadesMovingThings = !isFast || detail.rawValue > Detail.low.rawValue
  }
}
