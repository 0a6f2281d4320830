// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// A texture of the driver: an sRGB image that is decoded to linear light when it is sampled.
final class GLTexture {
  private let object: GLObject
  var name: UInt32 { object.name }

  init(_ texture: Texture, in graveyard: Graveyard) throws(RenderError) {
    let image = try Self.image(of: texture)
    object = GLObject(.texture, in: graveyard)
    glBindTexture(GL.texture2D, object.name)
    for (level, map) in MipMap.chain(of: image).enumerated() {
      unsafe map.texels.withUnsafeBytes {
        unsafe glTexImage2D(
          GL.texture2D, GLint(level), GL_SRGB8_ALPHA8, GLsizei(map.width), GLsizei(map.height), 0,
          GL.rgba, GL.unsignedByte, $0.baseAddress)
      }
    }
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MIN_FILTER), GL_LINEAR_MIPMAP_LINEAR)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MAG_FILTER), GL_LINEAR)
  }

  /// Reads or makes the image of `texture`.
  private static func image(of texture: Texture) throws(RenderError) -> Image {
    switch texture.source {
    case .file(let path):
      do {
        return try PNG.decode(contentsOf: path)
      } catch {
        throw .textureUnreadable(name: texture.name, reason: error.description)
      }
    case .flat:
      return Image(width: 1, height: 1, texture.firstColor)
    case .checker:
      // two squares a side; each of enough texels that the edge stays sharp
      var image = Image(width: 128, height: 128, texture.firstColor)
      let second = Image(width: 1, height: 1, texture.secondColor)
      for row in 0..<128 {
        for column in 0..<128 where (row < 64) != (column < 64) {
          for channel in 0..<3 {
            image[column: column, row: row, channel] = second.samples[channel]
          }
        }
      }
      return image
    case .gradient:
      var image = Image(width: 1, height: 256, texture.firstColor)
      for row in 0..<256 {
        let t = (Float(row) + 0.5) / 256
        let color = texture.firstColor * (1 - t) + texture.secondColor * t
        for channel in 0..<3 {
          image[column: 0, row: row, channel] = UInt8((color[channel] * 255).rounded())
        }
      }
      return image
    }
  }
}

extension Image {
  /// Makes an image of one colour in `0...1`.
  fileprivate init(width: Int, height: Int, _ color: SIMD3<Float>) {
    let bytes = (color.clamped(lowerBound: .zero, upperBound: .one) * 255).rounded(
      .toNearestOrEven)
    self.init(
      width: width, height: height, red: UInt8(bytes.x), green: UInt8(bytes.y),
      blue: UInt8(bytes.z))
  }
}
