// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Foundation
import TestSupport
import Testing

struct SceneFileTests {
  @Test func `a file that cannot be read is refused by name`() throws {
    let folder = try TemporaryFolder(["empty.xml": ""])
    #expect(
      message(folder, "none.xml") == "/none.xml: there is no such file; check the path")
    #expect(message(folder, "") == "/: is a directory; name a scene file in it")
    #expect(message(".") == ".: is a directory; name a scene file in it")
    #expect(
      message(folder, "empty.xml") == "/empty.xml: is empty; a scene file starts with <mujoco>")
    try folder.write(Data([0x3C, 0x61, 0x0A, 0xFF, 0xFE]), to: "latin.xml")
    #expect(
      message(folder, "latin.xml")
        == "/latin.xml:2: is not UTF-8 text; save the file as UTF-8")
    try folder.write(Data(count: 16 << 20 + 1), to: "large.xml")
    #expect(
      message(folder, "large.xml")
        == "/large.xml: has \(16 << 20 + 1) bytes, more than the 16777216 that a file may have;"
        + " split or shorten it")
    #expect(
      message("/dev/zero")
        == "/dev/zero: cannot be read: it is not a regular file; check its permissions")
  }

  @Test func `a file may start with a byte order mark`() throws {
    let folder = try TemporaryFolder([
      "bom.xml": "\u{FEFF}<?xml version=\"1.0\"?>\n<mujoco model=\"a\"/>"
    ])
    #expect(try Scene(contentsOf: folder.path("bom.xml")).name == "a")
  }

  @Test func `a scene without a name has its file's`() throws {
    let folder = try TemporaryFolder(["plain.xml": "<mujoco/>"])
    #expect(try Scene(contentsOf: folder.path("plain.xml")).name == "plain")
    #expect(try Scene(xml: "<mujoco/>", name: "text").name == "text")
  }

  @Test func `more elements than the bound are refused`() {
    let xml = "<mujoco>" + String(repeating: "<size/>\n", count: 100_000) + "</mujoco>"
    let error = #expect(throws: SceneError.self) { try Scene(xml: xml, name: "a") }
    #expect(
      error?.description
        == "a:100000: there are more than 100000 elements, included files counted in;"
        + " simplify the scene")
  }

  // MARK: - Included files

  @Test func `included files count from the scene file, then from where they are named`() throws {
    // the same files load in MuJoCo 3.3.7, which takes these geoms in this order
    let folder = try TemporaryFolder([
      "main.xml": #"<mujoco><include file="sub/one.xml"/></mujoco>"#,
      "which.xml": geom(1),
      "sub/one.xml":
        #"<mujocoinclude><include file="which.xml"/><include file="deep/two.xml"/></mujocoinclude>"#,
      "sub/which.xml": geom(2),
      "sub/deep/two.xml": geom(3),
    ])
    let file = try SceneFile(contentsOf: folder.path("main.xml"))
    #expect(file.scene.shapes.map(\.geometry) == [.sphere(radius: 1), .sphere(radius: 3)])
    let entry = try #require(file.coverage.used.first { $0.attribute == "size" })
    #expect(entry.file == folder.path("which.xml") && entry.line == 1)
  }

  @Test func `files that include each other are refused with the whole circle`() throws {
    let folder = try TemporaryFolder([
      "a.xml": "<mujoco>\n<include file=\"b.xml\"/></mujoco>",
      "b.xml": "<mujocoinclude>\n\n<include file=\"c.xml\"/></mujocoinclude>",
      "c.xml": #"<mujocoinclude><include file="b.xml"/></mujocoinclude>"#,
      "self.xml": #"<mujoco><include file="self.xml"/></mujoco>"#,
    ])
    let p = folder.path
    #expect(
      message(folder, "a.xml")
        == "/c.xml:1: file of <include>: files include each other without end:"
        + " \(p)/b.xml > \(p)/c.xml > \(p)/b.xml; remove one <include>")
    #expect(
      message(folder, "self.xml")
        == "/self.xml:1: file of <include>: files include each other without end:"
        + " \(p)/self.xml > \(p)/self.xml; remove one <include>")
  }

  @Test func `a file is included once`() throws {
    let folder = try TemporaryFolder([
      "a.xml": "<mujoco>\n<include file=\"b.xml\"/>\n<include file=\"./b.xml\"/></mujoco>",
      "b.xml": geom(1),
    ])
    #expect(
      message(folder, "a.xml")
        == "/a.xml:3: file of <include>: '\(folder.path)/./b.xml' is included already at"
        + " \(folder.path)/a.xml:2; a file may be included once")
  }

  @Test func `a mistake in an included file has that file's name and line`() throws {
    let folder = try TemporaryFolder([
      "a.xml": #"<mujoco><include file="b.xml"/></mujoco>"#,
      "b.xml": "<mujocoinclude><worldbody>\n<geom size=\"x\"/></worldbody></mujocoinclude>",
      "c.xml": #"<mujoco><include file="d.xml"/></mujoco>"#,
      "d.xml": "<mujocoinclude>\n<worldbody></mujocoinclude>",
      "e.xml": #"<mujoco><include file="f.xml"/></mujoco>"#,
      "f.xml": "<robot/>",
      "g.xml": #"<mujoco><include file="none.xml"/></mujoco>"#,
    ])
    #expect(
      message(folder, "a.xml") == "/b.xml:2: size of <geom> has 'x' where a number is needed")
    #expect(
      message(folder, "c.xml")
        == "/d.xml:2: </mujocoinclude> closes <worldbody>, opened on line 2;"
        + " write </worldbody> before it")
    #expect(
      message(folder, "e.xml")
        == "/f.xml:1: the root element is <robot>; an included file starts with <mujocoinclude>")
    #expect(
      message(folder, "g.xml")
        == "/g.xml:1: file of <include>: there is no file '\(folder.path)/none.xml';"
        + " check the path and the directories in <compiler>")
  }

  private func geom(_ size: Int) -> String {
    "<mujocoinclude><worldbody><geom size=\"\(size)\"/></worldbody></mujocoinclude>"
  }

  private func message(_ folder: TemporaryFolder, _ name: String) -> String? {
    message(folder.path + "/" + name).map { String($0.dropFirst(folder.path.count)) }
  }

  private func message(_ path: String) -> String? {
    #expect(throws: SceneError.self) { try Scene(contentsOf: path) }?.description
  }
}
