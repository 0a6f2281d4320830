// SPDX-License-Identifier: Apache-2.0

public import Foundation
internal import Glibc

/// Operations on files and folders by their paths, with the operating system's own words for errors.
public enum Disk {
  /// Whether a file or folder exists at `path`, or behind a link there.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether there is a folder at `path`, or a link to one.
  public static func isFolder(_ path: String) -> Bool {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
  }

  /// Returns the content of the file at `path`.
  public static func read(_ path: String) throws(SystemError) -> Data {
    try OpenFile(path, for: .reading).readToEnd()
  }

  /// Returns the names in the folder at `path`, sorted.
  public static func contents(_ path: String) throws(SystemError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw .last }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes the folder at `path` and those above it, unless they exist.
  public static func makeFolder(_ path: String) throws(SystemError) {
    var place = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      place += "/" + part
      guard unsafe mkdir(place, 0o777) == 0 || errno == EEXIST || isFolder(place) else {
        throw .last
      }
    }
    guard isFolder(path) else { throw SystemError(ENOTDIR) }
  }

  /// Removes the file at `path`, or the folder with its content.
  public static func remove(_ path: String) throws(SystemError) {
    if unsafe unlink(path) == 0 { return }
    let failure = SystemError.last
    var facts = stat()
    guard unsafe lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { throw failure }
    for name in try contents(path) { try remove(path + "/" + name) }
    guard unsafe rmdir(path) == 0 else { throw .last }
  }

  /// Renames the file or folder at `path`, in place of a file that has the new name.
  public static func move(_ path: String, to other: String) throws(SystemError) {
    guard unsafe rename(path, other) == 0 else { throw .last }
  }

  /// Writes a file at once or not at all, and waits until it is on the disk.
  ///
  /// An existing file stays as it is until the new one is complete; a link to it stays a link. Devices and
  /// pipes are written to directly.
  public static func write(_ content: Data, to path: String) throws(SystemError) {
    var facts = stat()
    if unsafe stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG {
      return try OpenFile(path, for: .writing).write(content)
    }
    let target = target(path)
    let draft = draft(of: target)
    _ = unsafe unlink(draft)  // of a process of this number that was killed
    do throws(SystemError) {
      let file = try OpenFile(draft, for: .making)
      try file.write(content)
      try file.synchronize()
      try move(draft, to: target)
    } catch {
      _ = unsafe unlink(draft)
      throw error
    }
    // the new name is on the disk once the folder is
    try? OpenFile(folder(of: target), for: .reading).synchronize()
  }

  /// The folder that `path` is in.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Returns the path of the file behind a link, or `path` itself if nothing is there.
  private static func target(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}
