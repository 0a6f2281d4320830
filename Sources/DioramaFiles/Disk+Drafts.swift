// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// Drafts: unfinished files and folders, which have a hidden name with the id of their process,
/// `.NAME.partial-PID`, until they are complete.
extension Disk {
  private static let mark = ".partial-"

  /// Returns the path of the draft of the file or folder at `path`.
  public static func draft(of path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return path[..<slash] + "." + path[slash...] + mark + "\(getpid())"
  }

  /// Removes the drafts from a folder that killed processes left there.
  ///
  /// The drafts of a living process stay: they have its id, or it holds the draft of a folder locked.
  public static func sweepDrafts(in folder: String) {
    for name in (try? contents(folder)) ?? [] {
      guard let owner = owner(name), !isAlive(owner) else { continue }
      let path = folder + "/" + name
      if isFolder(path) {
        // a process in another container has another id here, but the same lock
        guard let draft = try? OpenFile(path, for: .reading),
          (try? draft.lock(waits: false)) == true
        else { continue }
      }
      try? remove(path)
    }
  }

  /// Returns the id of the process that works on a draft; nil if `name` is not the name of a draft.
  static func owner(_ name: String) -> Int32? {
    guard name.hasPrefix(".") else { return nil }
    if let place = name.range(of: mark, options: .backwards) {
      return Int32(name[place.upperBound...])
    }
    // images and videos: .PID-NAME
    let rest = name.dropFirst()
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, rest.dropFirst(digits.count).hasPrefix("-") { return Int32(digits) }
    // version 0.1's files: .dat.nosync and the id in hexadecimal digits
    let old = ".dat.nosync"
    guard name.hasPrefix(old) else { return nil }
    return Int32(name.dropFirst(old.count).prefix { $0 != "." }, radix: 16)
  }

  /// Whether another process with this id is running; this process makes no two drafts of one name.
  private static func isAlive(_ process: Int32) -> Bool {
    process <= 0 || process != getpid() && (kill(process, 0) == 0 || errno != ESRCH)
  }
}
