// SPDX-License-Identifier: Apache-2.0

internal import DioramaPainting
internal import Foundation

/// The shared library, and its place on the disk.
enum Library {
  /// Tells the suite the path of this library, so that scenes beside it are found.
  static func prepare() throws { _ = isPrepared }

  private static let isPrepared: Bool = {
    if let file { SceneLibrary.searchAbove(file) }
    return true
  }()

  /// The path of the file that holds this code.
  private static var file: String? {
    let function: @convention(c) () -> Void = {}
    let address = unsafe UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self))
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else {
      return nil
    }
    // BEGIN-END flags offset device inode FILE
    for line in maps.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      guard words.count == 6, bounds.count == 2, bounds[0] <= address, address < bounds[1] else {
        continue
      }
      let path = words[5].drop { $0 == " " }
      return path.hasPrefix("/") ? String(path) : nil
    }
    return nil
  }
}
