// SPDX-License-Identifier: Apache-2.0

internal import CDioramaSystem
public import Foundation
internal import Glibc

/// An open file, which is closed with the last reference to it, and in every program that is started.
///
/// Errors are in the operating system's own words.
public final class OpenFile: Sendable {
  /// The use of the file.
  public enum Use: Sendable {
    /// For reading; the file must exist.
    case reading
    /// For reading and writing; the file is made if it does not exist, and keeps its content.
    case updating
    /// For writing; the file is made if it does not exist, or emptied.
    case writing
    /// For writing a new file; it must not exist.
    case making
  }

  /// The file descriptor.
  public let descriptor: Int32

  /// Opens the file at `path`.
  public init(_ path: String, for use: Use) throws(SystemError) {
    let flags =
      switch use {
      case .reading: O_RDONLY
      case .updating: O_RDWR | O_CREAT
      case .writing: O_WRONLY | O_CREAT | O_TRUNC
      case .making: O_WRONLY | O_CREAT | O_EXCL
      }
    var number: Int32
    repeat {
      number = unsafe open(path, flags | O_CLOEXEC, 0o666)
    } while number < 0 && errno == EINTR
    guard number >= 0 else { throw .last }
    descriptor = number
  }

  /// Takes over an open file descriptor.
  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { Glibc.close(descriptor) }

  /// Writes all of `content` at the file's present position.
  public func write(_ content: Data) throws(SystemError) { try Self.write(content, to: descriptor) }

  /// Writes all of `content` to a file descriptor.
  public static func write(_ content: Data, to descriptor: Int32) throws(SystemError) {
    let failure = unsafe content.withUnsafeBytes { bytes -> SystemError? in
      var written = 0
      while written < bytes.count {
        let count = unsafe Glibc.write(
          descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        if count > 0 {
          written += count
        } else if errno == EAGAIN {
          // the stream was set to non-blocking
          var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&stream, 1, 1_000)
        } else if count == 0 || errno != EINTR {
          return .last
        }
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// Flushes the buffers of the output streams.
  ///
  /// - Throws: ``SystemError`` if some of the output is lost.
  public static func flushStreams() throws(SystemError) {
    let status = diorama_flush()
    if status != 0 { throw SystemError(status) }
  }

  /// Writes all of `content` at the end of the file, or nothing of it: after an error, a part that was
  /// written is cut off.
  public func append(_ content: Data) throws(SystemError) {
    let end = lseek(descriptor, 0, SEEK_END)
    do {
      try write(content)
    } catch {
      if end >= 0 { _ = ftruncate(descriptor, end) }  // pipes and devices have no end
      throw error
    }
  }

  /// Reads `count` bytes, or fewer at the end of the file.
  public func read(upTo count: Int) throws(SystemError) -> Data {
    var content = Data(count: count)
    var filled = 0
    while filled < count {
      let got = unsafe content.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), count - filled)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .last }
      if got == 0 { break }
      filled += got
    }
    return filled == count ? content : content.prefix(filled)
  }

  /// Reads the rest of the file.
  public func readToEnd() throws(SystemError) -> Data {
    var content = Data()
    while true {
      let piece = try read(upTo: 1 << 16)
      content += piece
      if piece.count < 1 << 16 { return content }
    }
  }

  /// Moves to byte `offset`.
  public func seek(to offset: Int) throws(SystemError) {
    guard lseek(descriptor, offset, SEEK_SET) >= 0 else { throw .last }
  }

  /// Moves to the end, and returns its offset.
  @discardableResult
  public func seekToEnd() throws(SystemError) -> Int {
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else { throw .last }
    return end
  }

  /// Cuts the file at byte `offset`.
  public func truncate(at offset: Int) throws(SystemError) {
    while ftruncate(descriptor, offset) != 0 {
      guard errno == EINTR else { throw .last }
    }
  }

  /// Waits until all that was written is on the disk; does nothing for pipes and the like.
  public func synchronize() throws(SystemError) {
    while fsync(descriptor) != 0 {
      if errno == EINVAL || errno == EROFS { return }
      guard errno == EINTR else { throw .last }
    }
  }

  /// Locks the file, for this process alone or together with others that read.
  ///
  /// - Returns: Whether it is locked; false only if `waits` is false and another process holds the lock.
  public func lock(shared: Bool = false, waits: Bool) throws(SystemError) -> Bool {
    let operation = (shared ? LOCK_SH : LOCK_EX) | (waits ? 0 : LOCK_NB)
    while flock(descriptor, operation) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw .last }
      return false
    }
    return true
  }

  /// Releases the lock, even if a program that was started meanwhile has inherited it.
  public func unlock() { _ = flock(descriptor, LOCK_UN) }
}
