// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// A framebuffer object with the textures that it draws into.
final class RenderTarget {
  /// The format of a pixel.
  enum Format: Hashable {
    /// Red, green, blue and coverage, a byte each.
    case color
    /// Four floats.
    case place
    /// One float.
    case distance
    /// One integer.
    case name

    fileprivate var names: (internal: GLint, external: GLenum, type: GLenum) {
      switch self {
      case .color: (GL_RGBA8, GL.rgba, GL.unsignedByte)
      case .place: (GL_RGBA32F, GL.rgba, GL.float)
      case .distance: (GL_R32F, GL.red, GL.float)
      case .name: (GL_R32I, GL.redInteger, GL.int)
      }
    }
  }

  enum Depth { case none, near, shadow }

  let width: Int
  let height: Int
  let colors: [GLObject]
  let depth: GLObject?
  private let object: GLObject

  init(
    width: Int, height: Int, _ formats: [Format], depth depthKind: Depth = .none,
    in graveyard: Graveyard
  ) throws(RenderError) {
    self.width = width
    self.height = height
    object = GLObject(.framebuffer, in: graveyard)
    glBindFramebuffer(GL.framebuffer, object.name)
    var colors: [GLObject] = []
    for (index, format) in formats.enumerated() {
      let texture = GLObject(.texture, in: graveyard)
      let names = format.names
      Self.allocate(texture, width, height, names.internal, names.external, names.type)
      glFramebufferTexture2D(
        GL.framebuffer, GL.colorAttachment + GLenum(index), GL.texture2D, texture.name, 0)
      colors.append(texture)
    }
    self.colors = colors
    switch depthKind {
    case .none:
      depth = nil
    case .near, .shadow:
      let texture = GLObject(.texture, in: graveyard)
      let isShadow = depthKind == .shadow
      Self.allocate(
        texture, width, height, isShadow ? GL_DEPTH_COMPONENT16 : GL_DEPTH_COMPONENT32F,
        GL.depthComponent, GL.float)
      if isShadow { Self.compare() }
      glFramebufferTexture2D(
        GL.framebuffer, GL.depthAttachment, GL.texture2D, texture.name, 0)
      depth = texture
    }
    if formats.isEmpty {
      glDrawBuffer(GLenum(GL_NONE))
      glReadBuffer(GLenum(GL_NONE))
    } else {
      let buffers = formats.indices.map { GL.colorAttachment + GLenum($0) }
      unsafe glDrawBuffers(GLsizei(buffers.count), buffers)
    }
    let status = glCheckFramebufferStatus(GL.framebuffer)
    let error = glGetError()
    guard status == GL.framebufferComplete, error == GL.noError else {
      throw .driverRefused(
        code: error == GL.noError ? status : error,
        doing: "making a \(width) × \(height) framebuffer")
    }
  }

  /// Makes this the target of the draws that follow.
  func bind() {
    glBindFramebuffer(GL.framebuffer, object.name)
    glViewport(0, 0, GLsizei(width), GLsizei(height))
  }

  /// Makes this attachment the source of the reads that follow.
  func bindForReading(attachment: Int? = nil) {
    glBindFramebuffer(GL.readFramebuffer, object.name)
    if let attachment { glReadBuffer(GL.colorAttachment + GLenum(attachment)) }
  }

  /// Copies depth, or colour averaged to this target's size, from `source`.
  func copy(_ bits: GLbitfield, from source: RenderTarget) {
    glBindFramebuffer(GL.readFramebuffer, source.object.name)
    glBindFramebuffer(GL.drawFramebuffer, object.name)
    glBlitFramebuffer(
      0, 0, GLint(source.width), GLint(source.height), 0, 0, GLint(width), GLint(height), bits,
      source.width == width ? GL.nearest : GL.linear)
  }

  private static func allocate(
    _ texture: GLObject, _ width: Int, _ height: Int, _ format: GLint, _ external: GLenum,
    _ type: GLenum
  ) {
    glBindTexture(GL.texture2D, texture.name)
    glTexImage2D(
      GL.texture2D, 0, format, GLsizei(width), GLsizei(height), 0, external, type, nil)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MIN_FILTER), GL_NEAREST)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MAG_FILTER), GL_NEAREST)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_WRAP_S), GL_CLAMP_TO_EDGE)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_WRAP_T), GL_CLAMP_TO_EDGE)
  }

  /// Sets the bound depth texture to return comparisons; beyond its edge everything is lit.
  private static func compare() {
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MIN_FILTER), GL_LINEAR)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_MAG_FILTER), GL_LINEAR)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_COMPARE_MODE), GL_COMPARE_REF_TO_TEXTURE)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_COMPARE_FUNC), GL_LEQUAL)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_WRAP_S), GL_CLAMP_TO_BORDER)
    glTexParameteri(GL.texture2D, GLenum(GL_TEXTURE_WRAP_T), GL_CLAMP_TO_BORDER)
    let far: [Float] = [1, 1, 1, 1]
    unsafe glTexParameterfv(GL.texture2D, GLenum(GL_TEXTURE_BORDER_COLOR), far)
  }
}
