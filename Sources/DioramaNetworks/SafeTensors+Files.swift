// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

extension SafeTensors {
  /// Reads the file at `path`.
  ///
  /// - Throws: ``SafeTensorsError`` when it cannot be read, is cut short or contradicts itself.
  public init(contentsOf path: String) throws(SafeTensorsError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      throw .unreadable(reason: (cause ?? error as NSError).localizedDescription)
    }
    try self.init(data)
  }

  /// Writes the file at `path` at once or not at all, and waits until it is on the disk.
  ///
  /// The file that was there stays as it is until the new one is complete.
  ///
  /// - Throws: ``SafeTensorsError/unwritable(reason:)``, with what the operating system says.
  public func write(to path: String) throws(SafeTensorsError) {
    let bytes: Data
    do { bytes = try data() } catch { throw .unwritable(reason: "\(error)") }
    let draft = path + ".partial"
    do throws(SafeTensorsError) {
      try Self.write(bytes, to: draft)
      guard unsafe rename(draft, path) == 0 else { throw Self.systemError() }
    } catch {
      _ = unsafe unlink(draft)
      throw error
    }
    // the new name is on the disk once the folder is
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let handle = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }

  private static func write(_ bytes: Data, to path: String) throws(SafeTensorsError) {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw systemError() }
    var failure: SafeTensorsError?
    unsafe bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count, failure == nil {
        let count = unsafe Glibc.write(
          file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count > 0 { written += count } else if errno != EINTR { failure = systemError() }
      }
    }
    if failure == nil, fsync(file) != 0 { failure = systemError() }
    // a full disk may speak up only now
    if close(file) != 0, failure == nil { failure = systemError() }
    if let failure { throw failure }
  }

  private static func systemError() -> SafeTensorsError {
    .unwritable(
      reason: unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)")
  }
}
