// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// An error of the operating system: the one place that turns its numbers into words.
public struct SystemError: Error, Hashable, Sendable {
  /// The number of the error, such as `ENOSPC`.
  public let code: Int32

  /// Makes the error with this number.
  public init(_ code: Int32) { self.code = code }

  /// The error of the call that failed last on this thread.
  public static var last: SystemError { SystemError(errno) }

  /// The operating system's words, such as "No space left on device".
  public var words: String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// The remedy, as an imperative.
  public var remedy: String {
    if let limit { return limit }
    return switch code {
    case ENOSPC, EDQUOT: "make room"
    case EACCES, EPERM: "get permission"
    case EROFS: "make the place writable"
    case ENOENT, ENOTDIR, EISDIR: "put back what is missing there"
    case EIO: "check the disk"
    default: "fix that"
    }
  }

  /// The remedy where a limit was reached; nil for other errors.
  private var limit: String? {
    switch code {
    case EMFILE: "raise the limit of open files (ulimit -n)"
    case ENFILE: "close other programs, which hold too many open files"
    case EFBIG: "raise the limit of a file's size (ulimit -f)"
    case EAGAIN: "raise the limit of processes and threads (ulimit -u)"
    case ENOMEM: "free memory, or raise its limit (ulimit -v)"
    default: nil
    }
  }
}

extension SystemError: CustomStringConvertible {
  /// The operating system's words, and the remedy where a limit was reached.
  public var description: String { words + (limit.map { "; \($0)" } ?? "") }
}

extension Error {
  /// The reason of the failure, in the operating system's words if it is the cause, never in Foundation's.
  public var systemReason: String {
    guard isOfFoundation else { return "\(self)" }
    if let error = systemError { return error.description }
    return self is DecodingError || self is EncodingError
      ? "its content is malformed" : "the operation failed"
  }

  /// Whether its description is Foundation's.
  public var isOfFoundation: Bool {
    self is CocoaError || self is POSIXError || self is URLError || self is DecodingError
      || self is EncodingError || type(of: self) is NSError.Type
  }

  /// The operating system's error behind one of Foundation's.
  private var systemError: SystemError? {
    var error = self as NSError
    while error.domain != NSPOSIXErrorDomain {
      guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError else {
        guard error.domain == NSCocoaErrorDomain else { return nil }
        return Self.code(CocoaError.Code(rawValue: error.code)).map { SystemError($0) }
      }
      error = cause
    }
    return SystemError(Int32(truncatingIfNeeded: error.code))
  }

  private static func code(_ code: CocoaError.Code) -> Int32? {
    switch code {
    case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: EACCES
    case .fileWriteOutOfSpace: ENOSPC
    case .fileWriteVolumeReadOnly: EROFS
    case .fileWriteFileExists: EEXIST
    default: nil
    }
  }
}
