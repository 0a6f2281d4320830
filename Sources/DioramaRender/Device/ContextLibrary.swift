// SPDX-License-Identifier: Apache-2.0

import CLibGL
import Glibc
import Synchronization

/// A library that makes contexts, loaded and known to work.
enum ContextLibrary: Sendable {
  case osmesa
  case egl(EGLContext.Display)

  /// Makes a context of the process's library; ``ProcessLock/drawing`` must be held.
  static func makeContext() throws(RenderError) -> any OffscreenContext {
    let library = try loaded.get()
    if let trial = trials.withLock({ $0.popLast() }) { return trial.context }
    return try library.makeOne()
  }

  private func makeOne() throws(RenderError) -> any OffscreenContext {
    switch self {
    case .osmesa: try OSMesaContext()
    case .egl(let display): try EGLContext(display)
    }
  }

  /// The context that showed that the library works, kept until one is needed.
  private static let trials = Mutex<[Trial]>([])

  private struct Trial: @unchecked Sendable {
    // no thread holds it while it waits
    let context: any OffscreenContext
  }

  private static let loaded: Result<ContextLibrary, RenderError> = {
    // drawing on the calling thread unless the user says otherwise: handing small images to a pool of threads
    // costs more than it saves, and the pool serves one image at a time anyway
    _ = unsafe setenv("LP_NUM_THREADS", "0", 0)
    // errors are reported in our own one line
    _ = unsafe setenv("EGL_LOG_LEVEL", "fatal", 0)
    do throws(RenderError) {
      return .success(try first(of: try ContextChoice.fix()))
    } catch {
      return .failure(error)
    }
  }()

  /// Returns the first library that `choice` allows and that can make a context here.
  private static func first(of choice: ContextChoice) throws(RenderError) -> ContextLibrary {
    var reasons: [String] = []
    var isMissing = false
    for kind in [ContextChoice.osmesa, .egl] where choice == .automatic || choice == kind {
      do throws(RenderError) {
        let library = try load(kind)
        let trial = Trial(context: try library.makeOne())
        trials.withLock { $0.append(trial) }
        return library
      } catch {
        if case .libraryMissing = error { isMissing = true }
        reasons.append(error.description)
      }
    }
    throw .noContext(choice, reasons: reasons, isMissing: isMissing)
  }

  private static func load(_ kind: ContextChoice) throws(RenderError) -> ContextLibrary {
    guard kind == .osmesa else { return .egl(try EGLContext.load()) }
    try OSMesaContext.load()
    return .osmesa
  }

  /// Opens the first library of `names`, or the one that the environment variable `variable` names.
  ///
  /// - Parameters:
  ///   - kind: The library's kind.
  ///   - names: File names, as the dynamic linker looks them up.
  ///   - variable: An environment variable with the path of a Mesa of one's own.
  ///   - load: Loads a library, and writes the reason if it cannot.
  /// - Throws: ``RenderError/libraryMissing(_:reason:)`` with the first one's reason.
  static func open(
    _ kind: ContextChoice, _ names: [String], or variable: String,
    _ load: (UnsafePointer<CChar>, UnsafeMutablePointer<CChar>, Int) -> Int32
  ) throws(RenderError) {
    let own = unsafe getenv(variable).map { unsafe String(cString: $0) }
    let candidates = own.map { [$0] } ?? names
    var reasons: [String] = []
    for name in candidates {
      var isLoaded = false
      let reason = unsafe String(unsafeUninitializedCapacity: 512) { buffer in
        unsafe buffer.withMemoryRebound(to: CChar.self) { reason in
          guard let start = reason.baseAddress else { return 0 }
          unsafe start.pointee = 0
          isLoaded = unsafe name.withCString { unsafe load($0, start, 512) } != 0
          return unsafe strlen(start)
        }
      }
      if isLoaded { return }
      reasons.append(reason)
    }
    throw .libraryMissing(kind, reason: reasons.first ?? "")
  }
}
