// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Paths relative to a folder, so that it may be moved together with the files that they lead to.
package enum RelativePath {
  /// Returns the absolute path of `path`, which is relative to `folder`.
  package static func whole(_ path: String, in folder: String) -> String {
    let whole = path.hasPrefix("/") ? path : resolved(folder).path + "/" + path
    return URL(fileURLWithPath: whole).standardizedFileURL.path
  }

  /// Returns the path of `target` from `folder`, such as `../goals`.
  package static func relative(_ target: String, to folder: String) -> String {
    let (target, folder) = (parts(target), parts(folder))
    let common = zip(target, folder).prefix { $0 == $1 }.count
    let words = folder.dropFirst(common).map { _ in ".." } + target.dropFirst(common)
    return words.isEmpty ? "." : words.joined(separator: "/")
  }

  /// Whether both are the same folder.
  package static func isSame(_ a: String, _ b: String) -> Bool { parts(a) == parts(b) }

  private static func parts(_ path: String) -> [String] { resolved(path).pathComponents }

  private static func resolved(_ path: String) -> URL {
    URL(fileURLWithPath: path).resolvingSymlinksInPath()
  }
}
