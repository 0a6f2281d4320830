// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Glibc
import Synchronization

/// The choice of the library that makes this process's OpenGL contexts.
///
/// It depends on the machine and not on an experiment, so it is chosen once per process rather than for each
/// environment: by ``use()``, else by `$DIORAMA_CONTEXT`, else ``automatic``. With Mesa's software renderer
/// both give equal bytes; with a GPU, which only EGL can use, images differ by rounding.
/// ``SceneRenderer/rendererName()`` names the driver.
public enum ContextChoice: String, Hashable, Sendable, CaseIterable {
  /// OSMesa, since its images do not depend on the machine's drivers; EGL if OSMesa does not work.
  case automatic = "auto"
  /// Mesa's library for drawing into memory; Mesa 25.1 dropped it.
  case osmesa
  /// EGL without a surface: any current driver, with a GPU or without.
  case egl

  /// Makes this the choice of the process.
  ///
  /// - Throws: ``RenderError/contextChosen(_:)`` when a context was made with another choice before.
  public func use() throws(RenderError) {
    let standing = Self.standing.withLock { standing in
      if standing.isFixed { return standing.choice }
      standing.choice = self
      return self
    }
    if let standing, standing != self { throw .contextChosen(standing) }
  }

  /// Returns the choice, which cannot change from now on.
  static func fix() throws(RenderError) -> ContextChoice {
    let chosen = standing.withLock { $0.choice }
    let choice = if let chosen { chosen } else { try named() }
    return standing.withLock { standing in
      standing.isFixed = true
      standing.choice = choice
      return choice
    }
  }

  /// Returns the choice that the environment variable names.
  private static func named() throws(RenderError) -> ContextChoice {
    guard let name = unsafe getenv("DIORAMA_CONTEXT").map({ unsafe String(cString: $0) }),
      !name.isEmpty
    else { return .automatic }
    guard let choice = ContextChoice(rawValue: name) else { throw .unknownContext(name) }
    return choice
  }

  private struct Standing {
    var choice: ContextChoice?
    var isFixed = false
  }

  private static let standing = Mutex(Standing())
}
