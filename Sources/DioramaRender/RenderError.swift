// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// An error in rendering a scene, or in reading or writing images and videos.
public enum RenderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No library could make a context.
  case noContext(ContextChoice, reasons: [String], isMissing: Bool)
  /// One library is missing.
  case libraryMissing(ContextChoice, reason: String)
  /// One library could not make a context.
  case contextRefused(ContextChoice, reason: String)
  /// An unknown name of a library.
  case unknownContext(String)
  /// A choice of another library after the first context was made.
  case contextChosen(ContextChoice)
  /// The driver refused a shader.
  case shaderRefused(program: String, log: String)
  /// The driver ran out of memory, or refused a call.
  case driverRefused(code: UInt32, doing: String)
  case sizeOutOfBounds(width: Int, height: Int, bounds: ClosedRange<Int>)
  case unknownCamera(name: String, known: [String])
  case noCamera
  case wrongPoseCount(count: Int, expected: Int)
  case poseNotFinite(body: String)
  case wrongParticleCount(count: Int, expected: Int)
  case particleNotFinite(cloth: String)
  case tooManyBodies(count: Int, limit: Int)
  case textureUnreadable(name: String, reason: String)
  /// A file that cannot be read, with the operating system's reason.
  case fileUnreadable(path: String, reason: String)
  case fileUnwritable(path: String, reason: String)
  case notPNG(path: String, reason: String)
  case pictureNotEncoded(reason: String)
  case sizesDiffer(first: [Int], second: [Int])
  case noFrames
  case programMissing(name: String, remedy: String)
  case programFailed(name: String, status: Int32, log: String)

  public var description: String {
    switch self {
    case .noContext(let choice, let reasons, let isMissing):
      "no offscreen OpenGL context: \(reasons.joined(separator: "; "))"
        + (isMissing ? "; install " + choice.packages : "")
        + (choice == .automatic
          ? "" : (isMissing ? ", or" : ";") + " choose \(choice == .osmesa ? "egl" : "osmesa")")
    case .libraryMissing(let choice, let reason), .contextRefused(let choice, let reason):
      "\(choice.rawValue): \(reason)"
    case .unknownContext(let name):
      "DIORAMA_CONTEXT is '\(name)'; it must be auto, osmesa or egl"
        + name.didYouMean(ContextChoice.allCases.map(\.rawValue))
    case .contextChosen(let choice):
      "images were already drawn with the context '\(choice.rawValue)'; choose before the first"
    case .shaderRefused(let program, let log):
      "the OpenGL driver refused the shader '\(program)': \(log)"
    case .driverRefused(let code, let doing):
      "OpenGL error 0x\(String(code, radix: 16)) while \(doing)"
        + (code == 0x505 ? ": out of memory; draw a smaller image" : "")
    case .sizeOutOfBounds(let width, let height, let bounds):
      "the image is \(width) × \(height) pixels; both sides must be in "
        + "\(bounds.lowerBound)...\(bounds.upperBound)"
    case .unknownCamera(let name, let known):
      "no camera is called '\(name)'\(name.didYouMean(known)); the scene has "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .noCamera:
      "the scene has no camera; add a <camera> to its worldbody"
    case .wrongPoseCount(let count, let expected):
      "\(count) poses were given for \(expected) bodies; give one for each, the world's first"
    case .poseNotFinite(let body):
      "the pose of body '\(body)' is infinite or not a number; the simulation has diverged"
    case .wrongParticleCount(let count, let expected):
      "\(count) places were given for the \(expected) particles of the scene's cloths; give one for each"
    case .particleNotFinite(let cloth):
      "a particle of cloth '\(cloth)' has an infinite or NaN position; the simulation has diverged"
    case .tooManyBodies(let count, let limit):
      "the scene has \(count) bodies; at most \(limit) can be drawn"
    case .textureUnreadable(let name, let reason):
      "texture '\(name)': \(reason)"
    case .fileUnreadable(let path, let reason):
      "cannot read '\(path)': \(reason)"
    case .fileUnwritable(let path, let reason):
      "cannot write '\(path)': \(reason)"
    case .notPNG(let path, let reason):
      "'\(path)' is not a readable PNG image: \(reason)"
    case .pictureNotEncoded(let reason):
      "the image could not be encoded as PNG: \(reason)"
    case .sizesDiffer(let first, let second):
      "the images differ in size: \(first.map(String.init).joined(separator: " × ")) and "
        + "\(second.map(String.init).joined(separator: " × ")); draw both with the same view"
    case .noFrames:
      "a video needs at least one frame"
    case .programMissing(let name, let remedy):
      "the program '\(name)' was not found; \(remedy)"
    case .programFailed(let name, let status, let log):
      "the program '\(name)' failed"
        + (status == 0 ? "" : " with status \(status)") + (log.isEmpty ? "" : ": \(log)")
    }
  }
}

extension ContextChoice {
  /// The Debian packages that provide it.
  fileprivate var packages: String {
    switch self {
    case .osmesa: "libosmesa6"
    case .egl: "libegl1 and libegl-mesa0"
    case .automatic: "libegl1 and libegl-mesa0, or libosmesa6"
    }
  }
}
