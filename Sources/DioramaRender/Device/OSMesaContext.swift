// SPDX-License-Identifier: Apache-2.0

import CLibOSMesa
import Glibc
import Synchronization

/// A context of Mesa's software renderer.
///
/// It is never destroyed: `OSMesaDestroyContext` leaks the context's buffer object, so contexts are
/// reused instead.
@safe final class OSMesaContext: OffscreenContext {
  private let context: OpaquePointer
  // what OSMesa insists on as a default framebuffer; one pixel that nobody draws to
  private let pixel: UnsafeMutablePointer<UInt32>

  init() throws(RenderError) {
    Self.chooseThreads
    let attributes: [Int32] = [
      OSMESA_FORMAT, GL_RGBA, OSMESA_DEPTH_BITS, 0, OSMESA_STENCIL_BITS, 0,
      OSMESA_ACCUM_BITS, 0, OSMESA_PROFILE, OSMESA_CORE_PROFILE, OSMESA_CONTEXT_MAJOR_VERSION, 3,
      OSMESA_CONTEXT_MINOR_VERSION, 3, 0,
    ]
    // the first context makes the process's one rasteriser
    let made = unsafe Self.creation.withLock { _ in
      unsafe attributes.withUnsafeBufferPointer {
        unsafe OSMesaCreateContextAttribs($0.baseAddress, nil)
      }
    }
    guard let made = unsafe made else {
      throw .noContext(reason: "OSMesa cannot make an OpenGL 3.3 core context")
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

  private static let creation = Mutex(())

  /// Draws on the calling thread unless the user says otherwise: handing small pictures to a pool of
  /// threads costs more than it gives, and the pool serves one picture at a time anyway.
  private static let chooseThreads: Void = {
    _ = unsafe setenv("LP_NUM_THREADS", "0", 0)
  }()
}
