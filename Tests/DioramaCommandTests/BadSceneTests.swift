// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct BadSceneTests {
  private static func world(_ body: String) -> String {
    "<mujoco>\n<worldbody>\n\(body)\n</worldbody>\n</mujoco>\n"
  }

  /// A file's text, and what its one line of error says behind the file's name.
  static let files: [(text: String, message: String)] = [
    ("", " is empty; a scene file starts with <mujoco>"),
    ("hello", ":1: is not XML: it does not start with '<'; a scene file starts with <mujoco>"),
    (
      world(#"<geom size="0.1" mass="-1"/>"#),
      ":3: mass of <geom> has -1.0; it must not be negative"
    ),
    (
      world(#"<geom size="0.1" pos="0 0 1e308"/>"#),
      ":3: pos of <geom> has 1e+308, outside -1000000.0...1000000.0; choose a value within"
    ),
    (
      world(#"<body name="b"><joint/><geom size="0.1" material="wod"/></body>"#),
      ":3: material of <geom>: no material is called 'wod'; there is: none"
    ),
    (
      world(String(repeating: "<body>", count: 10_000)),
      ":3: elements are nested more than 64 deep; flatten the tree"
    ),
    (
      world(#"<geom type="sdf" size="1 1 1"/>"#),
      ":3: type of <geom> is 'sdf', which is not supported; use plane, sphere, capsule, cylinder, ellipsoid, box or mesh"
    ),
  ]

  @Test(arguments: files.indices)
  func `a bad scene gets one line with file, line and remedy`(index: Int) throws {
    let folder = try TemporaryFolder()
    let (text, message) = Self.files[index]
    try text.write(toFile: folder.path("scene.xml"), atomically: true, encoding: .utf8)
    let outcome = try Tool.run(["scene", "scene.xml", "--step", "1"], in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.errors.hasSuffix(message + "\n"), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("diorama: scene.xml:"), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `files that include each other are told`() throws {
    let folder = try TemporaryFolder()
    for (name, other) in [("a.xml", "b.xml"), ("b.xml", "a.xml")] {
      try "<mujoco><include file=\"\(other)\"/></mujoco>"
        .write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
    let outcome = try Tool.run(["scene", "a.xml"], in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("a.xml") && outcome.errors.contains("b.xml"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `what keeps a scene from being simulated is told too`() throws {
    let folder = try TemporaryFolder()
    try "<mujoco>\n<custom>\n<numeric name=\"servo_force\" data=\"-1\"/></custom></mujoco>"
      .write(toFile: folder.path("scene.xml"), atomically: true, encoding: .utf8)
    for arguments in [["scene", "scene.xml"], ["scene", "scene.xml", "--step", "1"]] {
      let outcome = try Tool.run(arguments, in: folder.url)
      #expect(outcome.status != 0 && outcome.output.contains("REFUSED"))
      #expect(
        outcome.errors
          == "diorama: scene.xml:3: numeric 'servo_force' is -1.0; it must lie in 0.0...1000000000.0\n"
      )
    }
  }
}
