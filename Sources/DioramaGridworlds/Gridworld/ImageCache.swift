// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// A cache of the images of states, so that no state is drawn twice.
///
/// A state has the same image whenever the sight is the same, so the cache changes nothing but the
/// time. It holds a bounded number of bytes; when they are full, or the sight changes, it starts
/// anew.
struct ImageCache {
  /// The view and the looks, on which an image of a state depends.
  struct Sight: Hashable {
    var view: View
    /// The seed of the episode's looks; nil where they are not randomised.
    var looks: UInt64?
  }

  /// The largest size of the images that are kept [bytes].
  static let byteLimit = 8_000_000

  private var sight: Sight?
  /// The images of `sight`, `[states]`.
  private var pictures: [Image?]
  private var byteCount = 0

  init(stateCount: Int) {
    pictures = Array(repeating: nil, count: stateCount)
  }

  /// Returns the image of `state`, if it is known.
  func picture(of state: Int, _ sight: Sight) -> Image? {
    sight == self.sight ? pictures[state] : nil
  }

  /// Keeps the image of `state`.
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
