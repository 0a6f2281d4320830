// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Foundation
import TestSupport
import Testing

struct STLFileTests {
  /// Writes triangles as binary STL.
  private func data(_ triangles: [[SIMD3<Float>]], header: String = "made by hand") -> Data {
    var data = Data(header.utf8.prefix(80))
    data.append(Data(count: 80 - data.count))
    func append(_ word: UInt32) {
      for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
    append(UInt32(triangles.count))
    for triangle in triangles {
      for corner in [SIMD3<Float>(9, 9, 9)] + triangle {
        for axis in 0..<3 { append(corner[axis].bitPattern) }
      }
      data.append(Data(count: 2))
    }
    return data
  }

  private static let corners: [SIMD3<Float>] = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
  private static let tetrahedron = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]].map { triangle in
    triangle.map { corners[$0] }
  }

  private func read(_ data: Data, name: String = "a.stl") throws -> Scene {
    let folder = try TemporaryFolder()
    try data.write(to: folder.file(name))
    return try Scene(
      xml: "<mujoco><asset><mesh file=\"\(name)\" scale=\"2 2 2\"/></asset></mujoco>",
      baseDirectory: folder.path)
  }

  @Test(arguments: ["a.stl", "b.STL"])
  func `corners at one place share a vertex, with a normal that points outwards`(
    name: String
  ) throws {
    // a header that begins as a text does, as some programs write it
    let mesh = try read(data(Self.tetrahedron, header: "solid by hand"), name: name).meshes[0]
    #expect(mesh.name == String(name.prefix(1)))
    #expect(mesh.positions.count == 4 && mesh.indices.count == 12)
    #expect(mesh.positions.contains(SIMD3(2, 0, 0)))
    for (position, normal) in zip(mesh.positions, mesh.normals) {
      #expect(((position - 0.5) * normal).sum() > 0)
      #expect(abs((normal * normal).sum() - 1) < 1e-6)
    }
    #expect(mesh.textureCoordinates.count == 4)
  }

  @Test func `what is no binary STL is refused`() throws {
    func message(_ data: Data) -> String {
      do {
        _ = try read(data)
        return ""
      } catch { return "\(error)".components(separatedBy: "a.stl:1: ").last ?? "" }
    }
    #expect(
      message(Data("solid a\nendsolid a\n".utf8))
        == "the file has 19 bytes, a binary STL of 0 triangles 84; export it as binary STL, or as OBJ"
    )
    #expect(
      message(data(Self.tetrahedron).dropLast())
        == "the file has 283 bytes, a binary STL of 4 triangles 284; export it as binary STL, or as OBJ"
    )
    #expect(message(data([])) == "the mesh has no triangles; export it again")
    #expect(
      message(data([Self.tetrahedron[0]])) == "the mesh has 3 vertices; MuJoCo needs 4")
    #expect(
      message(data([[[.nan, 0, 0], [1, 0, 0], [0, 1, 0]]]))
        == "'vertex' has 'nan'; numbers must lie within ±1000000.0")
  }
}
