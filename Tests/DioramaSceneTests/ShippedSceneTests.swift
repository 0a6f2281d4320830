// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Foundation
import TestSupport
import Testing

struct ShippedSceneTests {
  private static let paths =
    FileManager.default.enumerator(atPath: repository.path + "/scenes")?
    .compactMap { $0 as? String }
    // parts are read with the scenes that include them
    .filter { $0.hasSuffix(".xml") && !$0.hasPrefix("parts/") }.sorted() ?? []

  @Test(arguments: paths)
  func `every shipped scene is read whole`(path: String) throws {
    let file = try SceneFile(contentsOf: repository.path + "/scenes/" + path)
    #expect(file.coverage.refused.isEmpty)
    #expect(!file.scene.cameras.isEmpty)
    // hinges turn by nothing, which rounds
    for (pose, initial) in zip(
      file.scene.poses(at: file.scene.initialPositions), file.scene.initialPoses)
    {
      let error = initial.inverse * pose
      #expect(error.position.length < 1e-12 && error.orientation.rotationVector.length < 1e-12)
    }
  }

  @Test func `the pushing scene says what its file says`() throws {
    let scene = try Scene(contentsOf: repository.path + "/scenes/pushing.xml")
    #expect(scene.name == "pushing")
    #expect(scene.options.timeStep == 0.005)
    #expect(try scene.parameter("start_range", count: 2) == [0.1, 0.1])
    let mug = try #require(scene.body(named: "mug"))
    #expect(scene[mug].pose == Pose(Vector3(0, 0, 0.0475)))
    let shapes = scene.shapes.filter { $0.body == mug }
    #expect(shapes.map(\.mass) == [0.28, 0.02, 0])
    #expect(shapes[0].geometry == .cylinder(radius: 0.04, halfLength: 0.0475))
    #expect(shapes[0].contactKind == 1 && shapes[2].contactKind == 0)
    let front = try #require(scene.camera(named: "front"))
    #expect(abs(scene[front].fieldOfView - 36 * .pi / 180) < 1e-15)
    #expect(scene.equalities.first?.kind == .weld(relativePose: nil))
  }
}
