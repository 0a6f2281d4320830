// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Why the operating system refused something: the one place that turns its numbers into words.
public struct SystemError: Error, Hashable, Sendable {
  /// The number, such as `ENOSPC`.
  public let code: Int32

  /// Makes the error of a number.
  public init(_ code: Int32) { self.code = code }

  /// That of the call that failed last on this thread.
  public static var last: SystemError { SystemError(errno) }

  /// Its words, such as "No space left on device".
  public var words: String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  /// What can be done about it, as an order.
  public var remedy: String {
    if let limit { return limit }
    return switch code {
    case ENOSPC, EDQUOT: "make room"
    case EACCES, EPERM: "get the permission"
    case EROFS: "make the place writable"
    case ENOENT, ENOTDIR, EISDIR: "put back what is missing there"
    case EIO: "check the disk"
    default: "mend that"
    }
  }

  /// Which limit to raise, where one was met.
  private var limit: String? {
    switch code {
    case EMFILE: "raise the limit of open files (ulimit -n)"
    case ENFILE: "end other programs, which have all files open"
    case EFBIG: "raise the limit of a file's size (ulimit -f)"
    case EAGAIN: "raise the limit of processes and threads (ulimit -u)"
    case ENOMEM: "free memory, or raise its limit (ulimit -v)"
    default: nil
    }
  }
}

extension SystemError: CustomStringConvertible {
  /// Its words, and which limit to raise where one was met.
  public var description: String { words + (limit.map { "; \($0)" } ?? "") }
}

extension Error {
  /// Why it failed, in the operating system's words where it is the reason; never in Foundation's.
  public var systemReason: String {
    guard isOfFoundation else { return "\(self)" }
    if let error = systemError { return error.description }
    return self is DecodingError || self is EncodingError
      ? "its content is not what it should be" : "the operation failed"
  }

  /// Whether its own words are Foundation's.
  public var isOfFoundation: Bool {
    self is CocoaError || self is POSIXError || self is URLError || self is DecodingError
      || self is EncodingError || type(of: self) is NSError.Type
  }

  /// The operating system's error beneath one of Foundation.
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
