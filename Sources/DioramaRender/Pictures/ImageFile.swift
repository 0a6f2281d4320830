// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Glibc

/// Reading and writing of whole files.
enum ImageFile {
  /// Returns the bytes of the file at `path`.
  static func read(_ path: String) throws(RenderError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .fileUnreadable(path: path, reason: systemReason()) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .fileUnreadable(path: path, reason: systemReason()) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Writes `bytes` to `path` at once or not at all: others see the old file or the new one.
  ///
  /// Devices and pipes are written to directly.
  static func write(_ bytes: [UInt8], to path: String) throws(RenderError) {
    guard !isSpecial(path) else {
      let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0, send(bytes, to: file) else {
        throw .fileUnwritable(path: path, reason: systemReason())
      }
      return
    }
    let target = target(path)
    let temporary = temporaryName(for: target)
    _ = unsafe unlink(temporary)  // of a process of this number that was killed
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .fileUnwritable(path: path, reason: systemReason()) }
    guard send(bytes, to: file), unsafe rename(temporary, target) == 0 else {
      let reason = systemReason()
      _ = unsafe unlink(temporary)
      throw .fileUnwritable(path: path, reason: reason)
    }
  }

  /// Writes all of `bytes`, closes `file`, and returns whether that was possible.
  private static func send(_ bytes: [UInt8], to file: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = errno
        close(file)
        errno = reason
        return false
      }
      written += count
    }
    return close(file) == 0  // a full disk may speak up only now
  }

  /// Whether `path` exists and is not a regular file, which another one could replace: a device, for example.
  private static func isSpecial(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFREG
  }

  /// Returns the path of the file behind a link, or `path` itself if nothing is there.
  static func target(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Makes the folder at `path` and those above it, unless they exist.
  static func makeFolder(_ path: String) throws(RenderError) {
    var place = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      place += "/" + part
      guard unsafe mkdir(place, 0o777) == 0 || errno == EEXIST else {
        throw .fileUnwritable(path: path, reason: systemReason())
      }
    }
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .fileUnwritable(path: path, reason: systemReason()) }
    close(folder)
  }

  /// Checks that a file can be made beside `path`, and removes it again.
  static func checkWritable(_ path: String) throws(RenderError) {
    let temporary = temporaryName(for: target(path))
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .fileUnwritable(path: path, reason: systemReason()) }
    close(file)
    _ = unsafe unlink(temporary)
  }

  /// Gives the finished file at `temporary` the name `path`; a link there stays a link.
  static func move(_ temporary: String, to path: String) throws(RenderError) {
    guard !isSpecial(path) else {
      _ = unsafe unlink(temporary)
      throw .fileUnwritable(path: path, reason: "it is not a file; name another one")
    }
    guard unsafe rename(temporary, target(path)) == 0 else {
      let reason = systemReason()
      _ = unsafe unlink(temporary)
      throw .fileUnwritable(path: path, reason: reason)
    }
  }

  /// Returns a name in the same folder, so that renaming moves no data; no two processes share it.
  static func temporaryName(for path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return path[..<slash] + ".\(getpid())-" + path[slash...]
  }

  /// The operating system's reason for the last failure.
  static func systemReason() -> String { "\(SystemError.last)" }
}
