// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// Keeps the pictures of states that have been seen, so that what is known need not be drawn again.
///
/// States have equal pictures where the sight is equal, so that it changes nothing but the time they take.
/// It holds a bounded number of bytes; when they are full, or the sight is another, it starts anew.
struct PictureCache {
  /// What pictures of one state differ by.
  struct Sight: Hashable {
    var view: View
    /// Of the episode; nil where they are not randomised.
    var looks: UInt64?
  }

  /// The most that is kept [bytes].
  static let byteLimit = 8_000_000

  private var sight: Sight?
  /// The pictures of `sight`, `[states]`.
  private var pictures: [Image?]
  private var byteCount = 0

  init(stateCount: Int) {
    pictures = Array(repeating: nil, count: stateCount)
  }

  /// Returns the picture of `state`, if it is known.
  func picture(of state: Int, _ sight: Sight) -> Image? {
    sight == self.sight ? pictures[state] : nil
  }

  /// Keeps the picture of `state`.
  mutating func keep(_ picture: Image, of state: Int, _ sight: Sight) {
    let bytes = picture.samples.count
    if sight != self.sight || byteCount + bytes > Self.byteLimit {
      pictures = Array(repeating: nil, count: pictures.count)
      byteCount = 0
      self.sight = sight
    }
    guard bytes <= Self.byteLimit else { return }
    pictures[state] = picture
    byteCount += bytes
  }
}
