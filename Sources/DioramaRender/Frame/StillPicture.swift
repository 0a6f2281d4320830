// SPDX-License-Identifier: Apache-2.0

/// The still layer as pixels, ready to be darkened by a frame's shadows and covered by what moves.
///
/// Neither the camera nor the light moves, so each pixel knows once and for all which texels of the
/// shadow map it asks: nine integer comparisons, where the driver's shader would cost ten times that.
struct StillPicture {
  fileprivate struct Pixel {
    /// Red, green, blue in full light, and the factor that shadow dims them by.
    var light = SIMD4<UInt8>()
    /// Red, green, blue in the shadows of the still things alone.
    var rest = SIMD4<UInt8>()
    /// The first of the nine texels; -1 where no shadow can fall.
    var texel: Int32 = -1
    /// The depth from which on a texel is lit.
    var depth: UInt16 = 0
    /// Where between the texels it looks, in 1/16.
    var across: UInt8 = 0
    var along: UInt8 = 0
  }

  /// The lowest row first, as the driver has them.
  private var pixels: [Pixel] = []

  init() {}

  /// Prepares the pixels.
  ///
  /// - Parameters:
  ///   - samples: Light and factor of each sample, `[height * samples, width * samples]`.
  ///   - places: Where each pixel looks into the shadow map, `[height, width]`; empty without shadows.
  ///   - shadows: The shadow map of the still things, `[shadowSize, shadowSize]`.
  ///   - plan: The sizes.
  init(samples: [SIMD4<UInt8>], places: [SIMD4<Float>], shadows: [UInt16], _ plan: FramePlan) {
    pixels = Array(repeating: Pixel(), count: plan.width * plan.height)
    let stride = plan.width * plan.samples
    for row in 0..<plan.height {
      for column in 0..<plan.width {
        let index = row * plan.width + column
        var sum = SIMD4<UInt16>()
        for y in 0..<plan.samples {
          for x in 0..<plan.samples {
            sum &+= Self.widen(
              samples[(row * plan.samples + y) * stride + column * plan.samples + x])
          }
        }
        let count = UInt16(plan.samples * plan.samples)
        var pixel = Pixel()
        pixel.light = SIMD4<UInt8>(truncatingIfNeeded: (sum &+ count / 2) / count)
        if !places.isEmpty, places[index].w > 0, pixel.light.w < 250 {
          pixel.look(at: places[index], plan)
        }
        pixel.rest = SIMD4<UInt8>(truncatingIfNeeded: pixel.shaded(shadows.span, plan.shadowSize))
        pixels[index] = pixel
      }
    }
  }

  /// Writes a frame: the layer in the shadows of the frame, under what moves.
  ///
  /// - Parameters:
  ///   - top: What moves; red, green, blue and coverage, `[height * samples, width * samples]`.
  ///   - shadows: The frame's shadow map, `[shadowSize, shadowSize]`; of no meaning without shadows.
  ///   - plan: The sizes.
  ///   - picture: Receives red, green and blue, `[height, width, 3]`, the top row first.
  func compose(
    under top: [SIMD4<UInt8>], shadows: [UInt16], _ plan: FramePlan,
    into picture: inout MutableSpan<UInt8>
  ) {
    let top = top.span
    let shadows = shadows.span
    let pixels = pixels.span
    let (width, samples) = (plan.width, plan.samples)
    var next = 0
    for row in 0..<plan.height {
      let source = RowOrder.source(row, height: plan.height)
      var upper = source * samples * width * samples
      var lower = upper + (samples - 1) * width * samples
      for index in source * width..<(source + 1) * width {
        var sum = SIMD4<UInt16>()
        if samples == 2 {
          let (a, b, c, d) = (top[upper], top[upper + 1], top[lower], top[lower + 1])
          sum = Self.widen(a) &+ Self.widen(b) &+ Self.widen(c) &+ Self.widen(d)
        } else {
          sum = Self.widen(top[upper]) &* 4
        }
        upper += samples
        lower += samples
        // coverage is 1020 where all four samples are covered
        var color: SIMD4<UInt16>
        if sum.w == 1020 {
          color = (sum &+ 2) &>> 2
        } else {
          color = pixels[index].shaded(shadows, plan.shadowSize)
          if sum.w != 0 {
            let mixed =
              SIMD4<UInt32>(truncatingIfNeeded: sum) &* 255
              &+ SIMD4<UInt32>(truncatingIfNeeded: color) &* UInt32(1020 &- sum.w) &+ 510
            color = SIMD4<UInt16>(truncatingIfNeeded: mixed / 1020)
          }
        }
        picture[next] = UInt8(truncatingIfNeeded: color.x)
        picture[next + 1] = UInt8(truncatingIfNeeded: color.y)
        picture[next + 2] = UInt8(truncatingIfNeeded: color.z)
        next += 3
      }
    }
  }

  @inline(__always) private static func widen(_ pixel: SIMD4<UInt8>) -> SIMD4<UInt16> {
    SIMD4<UInt16>(truncatingIfNeeded: pixel)
  }
}

extension StillPicture.Pixel {
  /// Takes the 3 × 3 texels about `place`, weighted as a square of two texels laid over them.
  fileprivate mutating func look(at place: SIMD4<Float>, _ plan: FramePlan) {
    let size = Float(plan.shadowSize)
    let x = place.x * size - 1
    let y = place.y * size - 1
    guard x >= 0, y >= 0, x < size - 3, y < size - 3, place.z < 1 else { return }
    texel = Int32(y) * Int32(plan.shadowSize) + Int32(x)
    across = UInt8((x - x.rounded(.down)) * 16)
    along = UInt8((y - y.rounded(.down)) * 16)
    depth = UInt16(place.z * 65535)
  }

  /// The colour in the shadows of a map.
  @inline(__always)
  fileprivate func shaded(_ map: Span<UInt16>, _ size: Int) -> SIMD4<UInt16> {
    let full = SIMD4<UInt16>(truncatingIfNeeded: light)
    guard texel >= 0 else { return full }
    let first = Int(texel)
    let a = UInt32(across)
    var lit: UInt32 = 0
    for line in 0..<3 {
      let start = first &+ line &* size
      var part: UInt32 = map[start] >= depth ? 16 &- a : 0
      part &+= map[start &+ 1] >= depth ? 16 : 0
      part &+= map[start &+ 2] >= depth ? a : 0
      lit &+= part &* (line == 0 ? 16 &- UInt32(along) : line == 1 ? 16 : UInt32(along))
    }
    if lit == 1024 { return full }
    // 255 × 1024 for a lit pixel
    let factor = UInt32(light.w) &* (1024 &- lit) &+ 255 &* lit
    let dimmed =
      (SIMD4<UInt32>(truncatingIfNeeded: full) &* ((factor &* 257) &>> 10) &+ 32768) &>> 16
    return SIMD4<UInt16>(truncatingIfNeeded: dimmed)
  }
}
