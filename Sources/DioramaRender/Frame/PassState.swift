// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// The OpenGL state of a pass; each sets everything, so that passes stay independent.
enum PassState {
  /// Shadow casters, drawn into a shadow map.
  case casters
  /// Opaque things.
  case solid
  /// Transparent things.
  case glass
  /// A triangle over the whole image, behind everything.
  case background

  func set() {
    enable(GL.depthTest, true)
    enable(GL.cullFace, self != .background)
    enable(GL.blend, self == .glass)
    enable(GL.polygonOffsetFill, self == .casters)
    glDepthMask(GLboolean(self == .casters || self == .solid ? GL_TRUE : GL_FALSE))
    glDepthFunc(GLenum(GL_LEQUAL))
    if self == .casters { glPolygonOffset(1.5, 2) }
    if self == .glass {
      // coverage adds up, so that the image below shows through the rest
      glBlendFuncSeparate(
        GLenum(GL_SRC_ALPHA), GLenum(GL_ONE_MINUS_SRC_ALPHA), GLenum(GL_ONE),
        GLenum(GL_ONE_MINUS_SRC_ALPHA))
    }
  }

  private func enable(_ capability: GLenum, _ isOn: Bool) {
    if isOn { glEnable(capability) } else { glDisable(capability) }
  }
}
