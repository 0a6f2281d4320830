// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import Foundation

extension SafeTensors {
  /// Reads the file at `path`.
  ///
  /// - Throws: ``SafeTensorsError`` when it cannot be read, is cut short, was damaged or contradicts itself.
  public init(contentsOf path: String) throws(SafeTensorsError) {
    let data: Data
    do throws(SystemError) {
      data = try Disk.read(path)
    } catch {
      throw .unreadable(reason: "\(error)")
    }
    try self.init(data)
  }

  /// Writes the file at `path` at once or not at all, and waits until it is on the disk.
  ///
  /// An existing file stays as it is until the new one is complete.
  ///
  /// - Throws: ``SafeTensorsError/unwritable(_:)``, with the operating system's reason.
  public func write(to path: String) throws(SafeTensorsError) {
    let bytes: Data
    do { bytes = try data() } catch { throw .badHeader(error.systemReason) }
    do throws(SystemError) {
      try Disk.write(bytes, to: path)
    } catch {
      throw .unwritable(error)
    }
  }
}
