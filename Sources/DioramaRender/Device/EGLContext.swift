// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// A context of the machine's OpenGL driver without a window, a display server or a surface.
///
/// Like OSMesa's, it is reused and never destroyed.
@safe final class EGLContext: OffscreenContext {
  let name = "EGL"
  let drawsInSoftware: Bool
  /// The process's connection to the driver.
  @safe struct Display: @unchecked Sendable {
    // EGL's functions may be called with one display from any thread
    fileprivate let handle: EGLDisplay
    fileprivate let config: EGLConfig?
  }

  private let display: Display
  private let context: CLibGL.EGLContext

  /// Loads the library, and OpenGL through it, and connects to the driver.
  static func load() throws(RenderError) -> Display {
    try unsafe ContextLibrary.open(
      .egl, ["libEGL.so.1", "libEGL.so"], or: "DIORAMA_EGL_LIBRARY"
    ) { unsafe gl_load_egl($0, $1, $2) }
    guard
      let handle = unsafe eglGetPlatformDisplay(EGLenum(EGL_PLATFORM_SURFACELESS_MESA), nil, nil)
    else { throw refused("there is no surfaceless platform") }
    guard unsafe eglInitialize(handle, nil, nil) != 0 else { throw refused("no driver starts") }
    guard eglBindAPI(EGLenum(EGL_OPENGL_API)) != 0 else { throw refused("it has no OpenGL") }
    let wanted = [EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE]
    var config: EGLConfig?
    var count: EGLint = 0
    guard unsafe eglChooseConfig(handle, wanted, &config, 1, &count) != 0, count > 0 else {
      throw refused("no configuration has OpenGL")
    }
    return unsafe Display(handle: handle, config: config)
  }

  /// Makes a context of `display`.
  init(_ display: Display) throws(RenderError) {
    let attributes = [
      EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3,
      EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE,
    ]
    eglBindAPI(EGLenum(EGL_OPENGL_API))
    guard
      let context = unsafe eglCreateContext(display.handle, display.config, nil, attributes)
    else { throw Self.refused("it cannot make an OpenGL 3.3 core context") }
    guard unsafe eglMakeCurrent(display.handle, nil, nil, context) != 0 else {
      throw Self.refused("a context needs a surface")
    }
    self.display = display
    unsafe self.context = context
    let renderer = unsafe glGetString(GLenum(GL_RENDERER)).map { unsafe String(cString: $0) }
    drawsInSoftware = Self.isSoftware(renderer: renderer ?? "")
    unbind()
  }

  /// Whether the driver called `renderer` draws with the processor.
  static func isSoftware(renderer: String) -> Bool {
    let name = renderer.lowercased()
    // also behind another driver, as in "zink Vulkan 1.3 (llvmpipe)"
    return ["llvmpipe", "softpipe", "swrast", "software", "lavapipe", "swiftshader"]
      .contains { name.contains($0) }
  }

  func bind() {
    let isBound = unsafe eglMakeCurrent(display.handle, nil, nil, context)
    precondition(isBound != 0, "EGL refused its own context: error \(eglGetError())")
  }

  func unbind() {
    // this applies to the thread's current interface, which is OpenGL ES at first
    eglBindAPI(EGLenum(EGL_OPENGL_API))
    _ = unsafe eglMakeCurrent(display.handle, nil, nil, nil)
  }

  private static func refused(_ what: String) -> RenderError {
    .contextRefused(.egl, reason: "\(what) (error 0x\(String(eglGetError(), radix: 16)))")
  }
}
