// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Foundation
import Testing

struct ShippedSceneTests {
  @Test func `the pushing scene is read whole`() throws {
    let folder = try TemporaryFolder()
    let source = URL(fileURLWithPath: repository + "/scenes/pushing.xml")
    let path = try folder.write(Data(contentsOf: source), to: "scenes/pushing.xml")
    // stand-ins, so that the test is about the scene file alone
    try folder.write(Data(TemporaryFolder.tetrahedron.utf8), to: "assets/mug.obj")
    for name in ["wood", "cork"] {
      try folder.write(TemporaryFolder.pngStart, to: "assets/\(name).png")
    }

    let file = try SceneFile(contentsOf: path)
    let scene = file.scene
    #expect(scene.name == "pushing")
    #expect(scene.options.timeStep == 0.005)
    #expect(scene.parameters["start_range"] == [0.1, 0.1])
    #expect(file.coverage.refused.isEmpty)

    let mug = try #require(scene.body(named: "mug"))
    #expect(scene[mug].pose == Pose(Vector3(0, 0, 0.0475)))
    let shapes = scene.shapes.filter { $0.body == mug }
    #expect(shapes.map(\.mass) == [0.28, 0.02, 0])
    #expect(shapes[0].geometry == .cylinder(radius: 0.04, halfLength: 0.0475))
    #expect(shapes[0].contactKind == 1 && shapes[2].contactKind == 0)
    #expect(scene.initialPositions.count == 14)
    #expect(scene.poses(at: scene.initialPositions) == scene.initialPoses)
  }
}
