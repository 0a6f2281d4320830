// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Foundation
import TestSupport
import Testing

struct OBJFileTests {
  @Test func `corners, polygons and indices from the end are understood`() throws {
    let mesh = try mesh(
      """
      # a square of four corners
      mtllib ignored.mtl
      v 0 0 0
      v 1 0 0
      v 1 1 0
      v 0 1 0
      vt 0 0
      vt 1 0
      vt 1 1
      vt 0 1
      vn 0 0 2
      f -4/-4/1 -3/-3/1 -2/-2/1 -1/-1/1
      """)
    #expect(mesh.indices == [0, 1, 2, 0, 2, 3])
    #expect(mesh.positions[2] == SIMD3(1, 1, 0))
    #expect(mesh.textureCoordinates == [SIMD2(0, 0), SIMD2(1, 0), SIMD2(1, 1), SIMD2(0, 1)])
    #expect(mesh.normals == Array(repeating: SIMD3(0, 0, 1), count: 4))
  }

  @Test func `normals that the file lacks are the mean of the faces around`() throws {
    let mesh = try mesh(Self.tetrahedron)
    let third = Float(1.0 / 3).squareRoot()
    let tip = mesh.normals[0]
    for axis in 0..<3 { #expect(abs(tip[axis] + third) < 1e-6) }
  }

  @Test func `a mirroring scale keeps the outside outside`() throws {
    // MuJoCo 3.3.7 gives the same vertices, and the faces 0 1 2, 0 3 1, 0 2 3, 1 3 2
    let mesh = try mesh(Self.tetrahedron, scale: "-1 2 1")
    #expect(mesh.positions.contains(SIMD3(-1, 0, 0)) && mesh.positions.contains(SIMD3(0, 2, 0)))
    for start in stride(from: 0, to: 12, by: 3) {
      let (a, b, c) = (corner(mesh, start), corner(mesh, start + 1), corner(mesh, start + 2))
      let center = SIMD3<Float>(-0.25, 0.5, 0.25)
      let (u, v, w) = (b - a, c - a, a - center)
      let volume =
        w.x * (u.y * v.z - u.z * v.y) + w.y * (u.z * v.x - u.x * v.z)
        + w.z * (u.x * v.y - u.y * v.x)
      #expect(volume > 0)
    }
  }

  private static let mistakes: [(String, String)] = [
    ("v 0 0", ":1: 'v' has 2 numbers; it needs 3"),
    ("v 0 0 x", ":1: 'v' has 'x' where a number is needed"),
    ("v 0 0 1e30", ":1: 'v' has '1e30'; numbers must lie within ±1000000.0"),
    ("v 0 0 nan", ":1: 'v' has 'nan'; numbers must lie within ±1000000.0"),
    ("v 0 0 0\nf 1 1", ":2: the face has 2 corners; it needs 3"),
    ("v 0 0 0\nf 1 2 1", ":2: the face names 'v' number 2, but there is 1 so far"),
    ("v 0 0 0\nf 0 1 1", ":2: the face names 'v' number 0, but there is 1 so far"),
    ("v 0 0 0\nf 1/1 1/1 1/1", ":2: the face names 'vt' number 1, but there are 0 so far"),
    ("v 0 0 0\nf 1 1 a", ":2: 'a' is not a corner of a face; write v, v/vt, v//vn or v/vt/vn"),
    ("v 0 0 0\nv 0 0 0\n", ":3: the mesh has no faces; export it with 'f' lines"),
    ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3", ":4: the mesh has 3 vertices; MuJoCo needs 4"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in a mesh is told with the mesh's file and line`(index: Int) throws {
    let (text, message) = Self.mistakes[index]
    let folder = try TemporaryFolder(["m.obj": text])
    #expect(self.message(folder, "m.obj") == folder.path("m.obj") + message)
  }

  @Test func `a mesh that is no text is refused`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data([0xFF, 0xFE, 0x00]), to: "m.obj")
    #expect(
      message(folder, "m.obj")
        == folder.path("m.obj") + ":1: the mesh is not text; convert it to OBJ")
  }

  @Test func `a texture must be a PNG file that is there`() throws {
    let folder = try TemporaryFolder(["t.png": "JFIF", "folder.png/x": ""])
    func message(_ name: String) -> String? {
      #expect(throws: SceneError.self) {
        try Scene(
          xml: "<mujoco><asset><texture name=\"t\" file=\"\(name)\"/></asset></mujoco>",
          name: "s", baseDirectory: folder.path)
      }?.description
    }
    #expect(
      message("t.png")
        == "s:1: file of <texture>: '\(folder.path)/t.png' is not a PNG image; convert it to PNG")
    #expect(
      message("folder.png")
        == "s:1: file of <texture>: '\(folder.path)/folder.png' is a directory; name a file")
  }

  @Test func `files are looked for in the directories of the compiler`() throws {
    let folder = try TemporaryFolder(["meshes/m.obj": Self.tetrahedron])
    try folder.write(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), to: "pictures/t.png")
    let asset = #"<asset><mesh file="m.obj"/><texture file="deep/t.png"/></asset>"#
    let scene = try Scene(
      xml:
        "<mujoco><compiler meshdir=\"meshes\" texturedir=\"pictures\" strippath=\"true\"/>\(asset)</mujoco>",
      baseDirectory: folder.path)
    #expect(scene.meshes.map(\.name) == ["m"] && scene.meshes[0].indices.count == 12)
    #expect(scene.textures.map(\.source) == [.file(folder.path("pictures/t.png"))])
  }

  private static let tetrahedron = """
    v 0 0 0
    v 1 0 0
    v 0 1 0
    v 0 0 1
    f 1 3 2
    f 1 2 4
    f 1 4 3
    f 2 3 4
    """

  private func corner(_ mesh: Mesh, _ index: Int) -> SIMD3<Float> {
    mesh.positions[Int(mesh.indices[index])]
  }

  private func mesh(_ text: String, scale: String = "1 1 1") throws -> Mesh {
    let folder = try TemporaryFolder(["m.obj": text])
    return try scene(folder, "m.obj", scale).meshes[0]
  }

  private func scene(_ folder: TemporaryFolder, _ file: String, _ scale: String) throws -> Scene {
    try Scene(
      xml: "<mujoco><asset><mesh file=\"\(file)\" scale=\"\(scale)\"/></asset></mujoco>",
      baseDirectory: folder.path)
  }

  private func message(_ folder: TemporaryFolder, _ file: String) -> String? {
    #expect(throws: SceneError.self) { try scene(folder, file, "1 1 1") }?.description
  }
}
