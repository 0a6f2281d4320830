// SPDX-License-Identifier: Apache-2.0

import CLibGL

extension RenderTarget {
  /// Reads the first colour attachment, the lowest row first as in OpenGL, four bytes a pixel.
  func read(into pixels: inout [UInt32]) {
    if pixels.count < width * height {
      pixels = Array(repeating: 0, count: width * height)
    }
    bindForReading(attachment: 0)
    unsafe pixels.withUnsafeMutableBytes {
      unsafe glReadPixels(
        0, 0, GLsizei(width), GLsizei(height), GL.rgba, GL.unsignedByte, $0.baseAddress)
    }
  }

  /// Reads the depth of a shadow map in 1/65535.
  func readDepth(into depths: inout [UInt16]) {
    if depths.count != width * height { depths = Array(repeating: 0, count: width * height) }
    bindForReading()
    unsafe depths.withUnsafeMutableBytes {
      unsafe glReadPixels(
        0, 0, GLsizei(width), GLsizei(height), GL.depthComponent, GL.unsignedShort, $0.baseAddress)
    }
  }

  /// Returns the numbers of an attachment, the top row first.
  func read<Number>(
    attachment: Int, _ format: GLenum, _ type: GLenum, filledWith zero: Number
  ) -> [Number] {
    RowOrder.flipped(
      readRaw(attachment: attachment, format, type, filledWith: zero), width: width, height: height)
  }

  /// Returns the numbers of an attachment, the lowest row first as in OpenGL.
  func readRaw<Number>(
    attachment: Int, _ format: GLenum, _ type: GLenum, filledWith zero: Number
  ) -> [Number] {
    var raw = Array(repeating: zero, count: width * height)
    bindForReading(attachment: attachment)
    unsafe raw.withUnsafeMutableBytes {
      unsafe glReadPixels(0, 0, GLsizei(width), GLsizei(height), format, type, $0.baseAddress)
    }
    return raw
  }

  /// Fills an attachment of floats.
  func clear(to value: SIMD4<Float>, attachment: Int) {
    let values = [value.x, value.y, value.z, value.w]
    unsafe glClearBufferfv(GLenum(GL_COLOR), GLint(attachment), values)
  }

  /// Fills an attachment of integers.
  func clear(to value: Int32, attachment: Int) {
    let values = [value, 0, 0, 0]
    unsafe glClearBufferiv(GLenum(GL_COLOR), GLint(attachment), values)
  }
}
