// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// The OpenGL names whose owners are gone, kept until their context is current again and can delete them.
///
/// An owner may be dropped on any thread, and a context may be current on one only.
final class Graveyard: @unchecked Sendable {
  // only the holder of the lock for burials accesses the names
  enum Kind: Sendable { case buffer, texture, framebuffer, vertexArray, program }

  private var names: [(kind: Kind, name: UInt32)] = []

  func bury(_ kind: Kind, _ name: UInt32) {
    ProcessLock.burials.withLock { names.append((kind, name)) }
  }

  /// Deletes the objects kept here; the context must be current.
  func clear() {
    var found: [(kind: Kind, name: UInt32)] = []
    ProcessLock.burials.withLock { swap(&found, &names) }
    for (kind, name) in found {
      var name = name
      switch kind {
      case .buffer: unsafe glDeleteBuffers(1, &name)
      case .texture: unsafe glDeleteTextures(1, &name)
      case .framebuffer: unsafe glDeleteFramebuffers(1, &name)
      case .vertexArray: unsafe glDeleteVertexArrays(1, &name)
      case .program: glDeleteProgram(name)
      }
    }
  }
}

/// An OpenGL object with one owner.
final class GLObject {
  let name: UInt32
  private let kind: Graveyard.Kind
  private let graveyard: Graveyard

  /// Makes an object of the current context.
  init(_ kind: Graveyard.Kind, in graveyard: Graveyard) {
    var name: UInt32 = 0
    switch kind {
    case .buffer: unsafe glGenBuffers(1, &name)
    case .texture: unsafe glGenTextures(1, &name)
    case .framebuffer: unsafe glGenFramebuffers(1, &name)
    case .vertexArray: unsafe glGenVertexArrays(1, &name)
    case .program: name = glCreateProgram()
    }
    self.name = name
    self.kind = kind
    self.graveyard = graveyard
  }

  deinit { graveyard.bury(kind, name) }
}
