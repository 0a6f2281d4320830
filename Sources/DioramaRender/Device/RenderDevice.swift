// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaScene
import Glibc
import Synchronization

/// A thread's OpenGL context and everything made in it, shared by all renderers of the thread.
///
/// A thread takes one when it first draws and gives it back when it ends, for the next thread: contexts
/// are never destroyed, so there are as many as threads ever drew at once.
@safe final class RenderDevice {
  let graveyard = Graveyard()
  /// The buffer for images from the driver.
  var pixels: [UInt32] = []
  var shadows: [UInt16] = []
  /// The transforms of the bodies in a frame, three rows each.
  var rows: [SIMD4<Float>] = []

  private let context: any OffscreenContext
  private var programs: [GLProgram.Key: GLProgram] = [:]
  private var textures: [Texture: SharedTexture] = [:]
  private var scenes: [(list: DrawList, scene: GPUScene)] = []
  private var targets: [(key: TargetKey, target: RenderTarget)] = []
  /// The vertex array for triangles that need no vertices.
  let emptyVertexArray: GLObject
  /// The shaders' `Bodies` block.
  let bodyBlock: GLObject

  private struct SharedTexture {
    weak var texture: GLTexture?
  }

  private struct TargetKey: Hashable {
    var width: Int
    var height: Int
    var formats: [RenderTarget.Format]
    var depth: RenderTarget.Depth
  }

  private init() throws(RenderError) {
    // always, since only a context knows whether software draws
    ProcessLock.drawing.lock()
    defer { ProcessLock.drawing.unlock() }
    context = try ContextLibrary.makeContext()
    context.bind()
    emptyVertexArray = GLObject(.vertexArray, in: graveyard)
    bodyBlock = GLObject(.buffer, in: graveyard)
    context.unbind()
  }

  /// Makes the context current on the calling thread, which must be the device's.
  ///
  /// Between this and ``unbind()`` nothing may wait, nor bind again: where software draws, no other thread of
  /// the process can draw meanwhile.
  func bind() {
    if context.drawsInSoftware { ProcessLock.drawing.lock() }
    context.bind()
    graveyard.clear()
  }

  func unbind() {
    context.unbind()
    if context.drawsInSoftware { ProcessLock.drawing.unlock() }
  }

  // MARK: Things made once

  /// Returns the program for `key`, compiled when it is first wanted.
  func program(_ key: GLProgram.Key) throws(RenderError) -> GLProgram {
    if let program = programs[key] { return program }
    let program = try GLProgram(key, in: graveyard)
    programs[key] = program
    return program
  }

  /// Returns the scene that equal draw lists share; the context must be current.
  ///
  /// The last few are kept, so that a renderer made for every episode costs nothing.
  func scene(_ list: DrawList) throws(RenderError) -> GPUScene {
    if let index = scenes.firstIndex(where: { $0.list == list }) {
      let found = scenes.remove(at: index)
      scenes.append(found)
      return found.scene
    }
    let scene = try GPUScene(list, on: self)
    scenes.append((list, scene))
    if scenes.count > 4 { scenes.removeFirst() }
    return scene
  }

  /// Returns the texture, which all scenes that use it share as long as one of them lives.
  func texture(_ texture: Texture) throws(RenderError) -> GLTexture {
    if let found = textures[texture]?.texture { return found }
    let made = try GLTexture(texture, in: graveyard)
    textures = textures.filter { $0.value.texture != nil }
    textures[texture] = SharedTexture(texture: made)
    return made
  }

  /// Returns a target that every frame may draw over; the last few sizes are kept.
  func target(
    _ width: Int, _ height: Int, _ formats: [RenderTarget.Format], depth: RenderTarget.Depth = .none
  ) throws(RenderError) -> RenderTarget {
    let key = TargetKey(width: width, height: height, formats: formats, depth: depth)
    if let index = targets.firstIndex(where: { $0.key == key }) { return targets[index].target }
    let target = try RenderTarget(
      width: width, height: height, formats, depth: depth, in: graveyard)
    targets.append((key, target))
    if targets.count > 12 { targets.removeFirst() }
    return target
  }

  /// The driver's name for its renderer, its version, and the library that it came with.
  var driver: (renderer: String, version: String, library: String) {
    func text(_ name: Int32) -> String {
      unsafe glGetString(GLenum(name)).map { unsafe String(cString: $0) } ?? "unknown"
    }
    return (text(GL_RENDERER), text(GL_VERSION), context.name)
  }
}

extension RenderDevice {
  /// The calling thread's device.
  static func current() throws(RenderError) -> RenderDevice {
    if let device = unsafe pthread_getspecific(key) {
      return unsafe Unmanaged<RenderDevice>.fromOpaque(device).takeUnretainedValue()
    }
    let idle = ProcessLock.drawing.withLock { pool.withLock { $0.popLast() } }
    let device: RenderDevice
    if let idle { device = idle.device } else { device = try RenderDevice() }
    unsafe pthread_setspecific(key, Unmanaged.passRetained(device).toOpaque())
    return device
  }

  /// A device on its way from a thread that ended to one that begins.
  private struct Idle: @unchecked Sendable {
    // no thread holds it while it waits in the pool
    let device: RenderDevice
  }

  // locked only while the lock of the process is held, so that a fork leaves it free
  private static let pool = Mutex<[Idle]>([])

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    _ = unsafe pthread_key_create(&key) { pointer in
      guard let pointer = unsafe pointer else { return }
      let device = unsafe Unmanaged<RenderDevice>.fromOpaque(pointer).takeRetainedValue()
      let idle = Idle(device: device)
      ProcessLock.drawing.withLock { RenderDevice.pool.withLock { $0.append(idle) } }
    }
    return key
  }()
}
