// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Glibc

/// A mipmap: a texture at one of its sizes, the lowest row first as in OpenGL.
///
/// Made here rather than by the driver, whose way compiles a program for each size.
struct MipMap {
  let width: Int
  let height: Int
  /// The texels in sRGB.
  let texels: [SIMD4<UInt8>]

  /// Returns `image` and its halves down to one texel.
  static func chain(of image: Image) -> [MipMap] {
    var texels: [SIMD4<UInt8>] = []
    texels.reserveCapacity(image.width * image.height)
    for row in 0..<image.height {
      let first = 3 * image.width * RowOrder.source(row, height: image.height)
      for start in stride(from: first, to: first + 3 * image.width, by: 3) {
        texels.append(
          SIMD4(image.samples[start], image.samples[start + 1], image.samples[start + 2], 255))
      }
    }
    var maps = [MipMap(width: image.width, height: image.height, texels: texels)]
    while let last = maps.last, last.width > 1 || last.height > 1 { maps.append(last.halved) }
    return maps
  }

  /// The texture at half the size: the average of every four texels, as linear light.
  private var halved: MipMap {
    let (wide, high) = (max(1, width / 2), max(1, height / 2))
    var result: [SIMD4<UInt8>] = []
    result.reserveCapacity(wide * high)
    for y in 0..<high {
      let upper = 2 * y * width
      let lower = min(2 * y + 1, height - 1) * width
      for x in 0..<wide {
        let (left, right) = (2 * x, min(2 * x + 1, width - 1))
        let sum =
          Self.light(texels[upper + left]) &+ Self.light(texels[upper + right])
          &+ Self.light(texels[lower + left]) &+ Self.light(texels[lower + right])
        let index = sum &>> 6
        result.append(
          SIMD4(
            Self.bytes[Int(index.x)], Self.bytes[Int(index.y)], Self.bytes[Int(index.z)], 255))
      }
    }
    return MipMap(width: wide, height: high, texels: result)
  }

  @inline(__always) private static func light(_ texel: SIMD4<UInt8>) -> SIMD4<UInt32> {
    SIMD4(lights[Int(texel.x)], lights[Int(texel.y)], lights[Int(texel.z)], 0)
  }

  /// The linear light of each sRGB byte, 0...65535.
  private static let lights: [UInt32] = (0...255).map { byte in
    UInt32(SIMD3<Float>(repeating: Float(byte) / 255).linear.x * 65535)
  }

  /// The sRGB byte of each amount of linear light, 0...4095.
  private static let bytes: [UInt8] = (0...4095).map { light in
    let c = (Float(light) + 0.5) / 4096
    let encoded = c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055
    return UInt8((encoded * 255).rounded())
  }
}
