// SPDX-License-Identifier: Apache-2.0

/// The still layer as pixels, ready to be darkened by a frame's shadows and covered by moving things.
///
/// Neither the camera nor the light moves, so each pixel always looks up the same texels of the shadow map:
/// nine integer comparisons, where the driver's shader would cost ten times that.
struct StillPicture {
  /// The pixels, the lowest row first as in the driver.
  private var pixels: [StillPixel] = []
  private var castsShadow = false

  init() {}

  /// Prepares the pixels.
  ///
  /// - Parameters:
  ///   - samples: The light and factor of each sample, `[2 * height, 2 * width]`.
  ///   - places: The place that each pixel looks up in the shadow map, `[height, width]`; empty without
  ///     shadows.
  ///   - plan: The plan, with the sizes.
  init(samples: [UInt32], places: [SIMD4<Float>], _ plan: FramePlan) {
    pixels = Array(repeating: StillPixel(), count: plan.width * plan.height)
    castsShadow = !places.isEmpty
    let stride = 2 * plan.width
    let samples = samples.span
    var index = 0
    for row in 0..<plan.height {
      var upper = 2 * row * stride
      for _ in 0..<plan.width {
        var sum = ChannelSums(samples[upper])
        sum.add(samples[upper + 1])
        sum.add(samples[upper + stride])
        sum.add(samples[upper + stride + 1])
        upper += 2
        pixels[index].light = sum.average
        if !places.isEmpty, places[index].w > 0, sum.average >> 24 < 250 {
          pixels[index].look(at: places[index], size: plan.shadowSize)
        }
        index += 1
      }
    }
  }

  /// Writes a frame: the layer in the shadows of the frame, under the moving things.
  ///
  /// - Parameters:
  ///   - top: The moving things: red, green, blue and coverage, `[height * samples, width * samples]`.
  ///   - shadows: The frame's shadow map, `[shadowSize, shadowSize]`; ignored without shadows.
  ///   - plan: The plan, with the sizes.
  ///   - picture: Receives red, green and blue, `[height, width, 3]`, the top row first.
  func compose(
    under top: [UInt32], shadows: [UInt16], _ plan: FramePlan,
    into picture: inout MutableSpan<UInt8>
  ) {
    let hasShadows = shadows.count == plan.shadowSize * plan.shadowSize
    precondition(hasShadows || !castsShadow, "the shadow map has \(shadows.count) texels")
    let top = top.span
    let shadows = shadows.span
    let pixels = pixels.span
    let (width, samples) = (plan.width, plan.samples)
    let stride = width * samples
    var next = 0
    for row in 0..<plan.height {
      let source = RowOrder.source(row, height: plan.height)
      var upper = source * samples * stride
      for index in source * width..<(source + 1) * width {
        var sum = ChannelSums(top[upper])
        if samples == 2 {
          sum.add(top[upper + 1])
          sum.add(top[upper + stride])
          sum.add(top[upper + stride + 1])
        } else {
          sum.quadruple()
        }
        upper += samples
        var color = sum.average
        if sum.coverage < ChannelSums.full {
          let below = pixels[index].shaded(shadows, plan.shadowSize)
          color = sum.coverage == 0 ? below : sum.over(below)
        }
        picture[next] = UInt8(truncatingIfNeeded: color)
        picture[next + 1] = UInt8(truncatingIfNeeded: color >> 8)
        picture[next + 2] = UInt8(truncatingIfNeeded: color >> 16)
        next += 3
      }
    }
  }
}

/// The sums of four samples of one pixel, two channels in each word.
private struct ChannelSums {
  /// The sums of red and blue, and of green and coverage: 0...1020 in the lower and the upper half.
  private var even: UInt32
  private var odd: UInt32

  /// The coverage of a pixel that hides everything below.
  static let full: UInt32 = 1020

  @inline(__always) init(_ sample: UInt32) {
    even = sample & 0xFF00FF
    odd = sample >> 8 & 0xFF00FF
  }

  @inline(__always) mutating func add(_ sample: UInt32) {
    even &+= sample & 0xFF00FF
    odd &+= sample >> 8 & 0xFF00FF
  }

  @inline(__always) mutating func quadruple() {
    even &*= 4
    odd &*= 4
  }

  @inline(__always) var coverage: UInt32 { odd >> 16 }

  /// The average of the samples.
  @inline(__always) var average: UInt32 {
    (even &+ 0x20002) >> 2 & 0xFF00FF | ((odd &+ 0x20002) >> 2 & 0xFF00FF) << 8
  }

  /// Returns the samples over a colour, which fills the part that they do not cover.
  func over(_ below: UInt32) -> UInt32 {
    func mix(_ sum: UInt32, _ channel: UInt32) -> UInt32 {
      (sum &* 255 &+ channel &* (Self.full &- coverage) &+ 510) / 1020
    }
    return mix(even & 0xFFFF, below & 0xFF) | mix(odd & 0xFFFF, below >> 8 & 0xFF) << 8
      | mix(even >> 16, below >> 16 & 0xFF) << 16
  }
}
