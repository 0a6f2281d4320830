// SPDX-License-Identifier: Apache-2.0

/// A pixel of the still layer.
struct StillPixel {
  /// Red, green and blue in full light, and the factor by which shadow dims them; red in the lowest byte.
  var light: UInt32 = 0
  /// The first of the nine texels that it looks up; -1 where no shadow can fall.
  private var texel: Int32 = -1
  /// The depth of the pixel: it is lit by a texel that is at least as deep.
  private var depth: UInt16 = 0
  /// The offset of the look-up between the texels, in 1/16.
  private var across: UInt8 = 0
  private var along: UInt8 = 0

  /// Selects the 3 × 3 texels around `place`, weighted as a square of 2 × 2 texels laid over them.
  mutating func look(at place: SIMD4<Float>, size: Int) {
    let x = place.x * Float(size) - 1
    let y = place.y * Float(size) - 1
    let end = Float(size - 3)
    guard x >= 0, y >= 0, x < end, y < end, place.z >= 0, place.z < 1 else { return }
    texel = Int32(y) * Int32(size) + Int32(x)
    across = UInt8((x - x.rounded(.down)) * 16)
    along = UInt8((y - y.rounded(.down)) * 16)
    depth = UInt16(place.z * 65535)
  }

  /// Returns its colour in the shadows of a map with `size` texels on a side.
  ///
  /// The nine texels are read unchecked: ``look(at:size:)`` keeps them inside, and the caller has
  /// checked the map's size.
  @inline(__always)
  func shaded(_ map: Span<UInt16>, _ size: Int) -> UInt32 {
    guard texel >= 0 else { return light }
    let first = Int(texel)
    let (a, b) = (UInt32(across), UInt32(along))
    var lit = row(map, first, a) &* (16 &- b)
    lit &+= row(map, first &+ size, a) &* 16
    lit &+= row(map, first &+ 2 &* size, a) &* b
    if lit == 1024 { return light }
    // between the factor and 1, in 1/256
    let factor = ((light >> 24) &* (1024 &- lit) &+ 256 &* lit) >> 10
    let even = ((light & 0xFF00FF) &* factor) >> 8 & 0xFF00FF
    let odd = ((light >> 8 & 0xFF) &* factor) >> 8 & 0xFF
    return even | odd << 8
  }

  @inline(__always)
  private func row(_ map: Span<UInt16>, _ start: Int, _ across: UInt32) -> UInt32 {
    var lit: UInt32 = unsafe map[unchecked: start] >= depth ? 16 &- across : 0
    lit &+= unsafe map[unchecked: start &+ 1] >= depth ? 16 : 0
    lit &+= unsafe map[unchecked: start &+ 2] >= depth ? across : 0
    return lit
  }
}
