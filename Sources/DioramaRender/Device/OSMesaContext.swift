// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// A context of Mesa's software renderer that needs no driver.
///
/// It is never destroyed: `OSMesaDestroyContext` leaks the context's buffer object, so contexts are
/// reused instead.
@safe final class OSMesaContext: OffscreenContext {
  let name = "OSMesa"
  let drawsInSoftware = true
  private let context: OpaquePointer
  // the default framebuffer that OSMesa insists on: one pixel that nobody draws to
  private let pixel: UnsafeMutablePointer<UInt32>

  /// Loads the library, and OpenGL through it.
  static func load() throws(RenderError) {
    try unsafe ContextLibrary.open(
      .osmesa, ["libOSMesa.so.8", "libOSMesa.so"], or: "DIORAMA_OSMESA_LIBRARY"
    ) { unsafe gl_load_osmesa($0, $1, $2) }
  }

  /// Makes a context; the library must be loaded.
  init() throws(RenderError) {
    let attributes: [Int32] = [
      OSMESA_FORMAT, GL_RGBA, OSMESA_DEPTH_BITS, 0, OSMESA_STENCIL_BITS, 0,
      OSMESA_ACCUM_BITS, 0, OSMESA_PROFILE, OSMESA_CORE_PROFILE, OSMESA_CONTEXT_MAJOR_VERSION, 3,
      OSMESA_CONTEXT_MINOR_VERSION, 3, 0,
    ]
    let made = unsafe attributes.withUnsafeBufferPointer {
      unsafe OSMesaCreateContextAttribs($0.baseAddress, nil)
    }
    guard let made = unsafe made else {
      throw .contextRefused(.osmesa, reason: "it cannot make an OpenGL 3.3 core context")
    }
    unsafe context = made
    unsafe pixel = .allocate(capacity: 1)
    unsafe pixel.initialize(to: 0)
  }

  func bind() {
    let bound = unsafe OSMesaMakeCurrent(context, pixel, GLenum(GL_UNSIGNED_BYTE), 1, 1)
    precondition(bound != 0, "OSMesa refused a buffer of one pixel")
  }

  func unbind() {
    _ = OSMesaMakeCurrent(nil, nil, 0, 0, 0)
  }
}
