// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Foundation

/// A folder for the mesh of one test, removed with the last reference to it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "diorama-physics-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes `mesh` to the file called `cube.obj`.
  func write(_ mesh: String) throws {
    try Data(mesh.utf8).write(to: URL(fileURLWithPath: path + "/cube.obj"))
  }
}

extension MassPropertiesTests {
  /// A box as an OBJ file, its triangles seen counter-clockwise from outside.
  static func cube(from corner: Vector3, size: Vector3, isInverted: Bool = false) -> String {
    var lines: [String] = []
    for i in 0..<8 {
      let p = corner + size * Vector3(Double(i & 1), Double(i >> 1 & 1), Double(i >> 2 & 1))
      lines.append("v \(p.x) \(p.y) \(p.z)")
    }
    let quads = [
      [1, 3, 4, 2], [5, 6, 8, 7], [1, 2, 6, 5], [3, 7, 8, 4], [1, 5, 7, 3], [2, 4, 8, 6],
    ]
    for q in quads {
      let (b, d) = isInverted ? (q[3], q[1]) : (q[1], q[3])
      lines.append("f \(q[0]) \(b) \(q[2])")
      lines.append("f \(q[0]) \(q[2]) \(d)")
    }
    return lines.joined(separator: "\n")
  }
}
