// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// The constants of OpenGL in the types of its functions: the importer makes them all `Int32`.
enum GL {
  static let arrayBuffer = GLenum(GL_ARRAY_BUFFER)
  static let elementArrayBuffer = GLenum(GL_ELEMENT_ARRAY_BUFFER)
  static let uniformBuffer = GLenum(GL_UNIFORM_BUFFER)
  static let staticDraw = GLenum(GL_STATIC_DRAW)
  static let streamDraw = GLenum(GL_STREAM_DRAW)
  static let triangles = GLenum(GL_TRIANGLES)
  static let float = GLenum(GL_FLOAT)
  static let int = GLenum(GL_INT)
  static let unsignedByte = GLenum(GL_UNSIGNED_BYTE)
  static let unsignedShort = GLenum(GL_UNSIGNED_SHORT)
  static let unsignedInt = GLenum(GL_UNSIGNED_INT)
  static let texture2D = GLenum(GL_TEXTURE_2D)
  static let red = GLenum(GL_RED)
  static let redInteger = GLenum(GL_RED_INTEGER)
  static let rgb = GLenum(GL_RGB)
  static let rgba = GLenum(GL_RGBA)
  static let depthComponent = GLenum(GL_DEPTH_COMPONENT)
  static let framebuffer = GLenum(GL_FRAMEBUFFER)
  static let readFramebuffer = GLenum(GL_READ_FRAMEBUFFER)
  static let drawFramebuffer = GLenum(GL_DRAW_FRAMEBUFFER)
  static let colorAttachment = GLenum(GL_COLOR_ATTACHMENT0)
  static let depthAttachment = GLenum(GL_DEPTH_ATTACHMENT)
  static let framebufferComplete = GLenum(GL_FRAMEBUFFER_COMPLETE)
  static let colorBit = GLbitfield(GL_COLOR_BUFFER_BIT)
  static let depthBit = GLbitfield(GL_DEPTH_BUFFER_BIT)
  static let nearest = GLenum(GL_NEAREST)
  static let linear = GLenum(GL_LINEAR)
  static let depthTest = GLenum(GL_DEPTH_TEST)
  static let cullFace = GLenum(GL_CULL_FACE)
  static let blend = GLenum(GL_BLEND)
  static let polygonOffsetFill = GLenum(GL_POLYGON_OFFSET_FILL)
  static let noError = GLenum(GL_NO_ERROR)
}
