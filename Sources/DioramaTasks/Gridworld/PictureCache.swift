// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// Keeps the pictures of states that have been seen, so that what is known need not be drawn again.
///
/// Equal states and views have equal pictures, so that it changes nothing but the time they take. It holds
/// a bounded number of bytes; when they are full it starts anew.
struct PictureCache {
  /// The most that is kept [bytes].
  static let byteLimit = 8_000_000

  private var view: View?
  /// The pictures through `view`, `[states]`.
  private var pictures: [Image?]
  private var byteCount = 0

  init(stateCount: Int) {
    pictures = Array(repeating: nil, count: stateCount)
  }

  /// Returns the picture of `state` through `view`, and calls `draw` where it is not known.
  mutating func picture<E: Error>(
    of state: Int, _ view: View, draw: () throws(E) -> Image
  ) throws(E) -> Image {
    if view == self.view, let known = pictures[state] { return known }
    let picture = try draw()
    let bytes = picture.samples.count
    if view != self.view || byteCount + bytes > Self.byteLimit {
      pictures = Array(repeating: nil, count: pictures.count)
      byteCount = 0
      self.view = view
    }
    if bytes <= Self.byteLimit {
      pictures[state] = picture
      byteCount += bytes
    }
    return picture
  }
}
