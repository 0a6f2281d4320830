// SPDX-License-Identifier: Apache-2.0

package import Foundation

extension FileManager {
  /// Whether there is a folder at `path`, or a link to one.
  package func isFolder(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? attributesOfItem(atPath: target)
    return attributes?[.type] as? FileAttributeType == .typeDirectory
  }
}
