// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaMath
import DioramaPainting
import DioramaRender
import DioramaScene
import DioramaSceneFiles
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// The Swift of the README and of the pages, which compiles and runs, and is theirs.
@Suite struct SampleTests {
  /// The pages with a sample here.
  static let pages = [
    "README.md", "Sources/DioramaCore/DioramaCore.docc/Vectors.md",
    "Sources/DioramaGridworlds/DioramaGridworlds.docc/ShippedGridworlds.md",
    "Sources/DioramaPainting/DioramaPainting.docc/AddingARenderer.md",
    "Sources/DioramaRender/DioramaRender.docc/DioramaRender.md",
    "Sources/DioramaSceneFiles/DioramaSceneFiles.docc/DioramaSceneFiles.md",
    "Sources/DioramaTasks/DioramaTasks.docc/DioramaTasks.md",
  ]

  @Test func `the README's sample runs`() throws {
    let environment = try EnvironmentSuite.catalog.make(
      "Pushing-v1", EnvironmentOptions(observation: .both, reward: .dense))
    var observation = try environment.reset(seed: 1)  // .state: 16 numbers, .pixels: 48×48 RGB
    while true {
      let step = try environment.step(.vector([1, 0]))  // 2 cm away from the arm
      observation = step.observation
      if step.ending != nil { break }  // .truncated after 50 steps
    }
    print(observation.state, environment.metrics)  // success, distance, …
  }

  @Test func `the sample of tasks runs`() throws {
    let environment = try EnvironmentSuite.catalog.make("Pushing-v1")
    var observation = try environment.reset(seed: 1)
    while true {
      let step = try environment.step(environment.expertAction())
      if step.ending != nil { break }
      observation = step.observation
    }
    print(environment.metrics.isSuccess)
    #expect(environment.metrics.isSuccess && observation.state.count == 16)
  }

  @Test func `the sample of vectors runs`() throws {
    let entry = try EnvironmentSuite.catalog.entry("Pushing-v1")
    let vector = try VectorEnvironment(entry, count: 8, workers: .threads(2))
    try vector.reset(seed: 0)  // 0, 1, … 7
    try vector.step((0..<8).map { _ in .vector([1, 0]) })
    print(vector.observation(3), vector.reward(3), vector.ending(3) as Any)
    vector.close()
  }

  @Test func `the sample of gridworlds runs`() throws {
    var map = try GridMap.shipped("four-by-three")
    map.livingReward = -0.04
    let world = try Gridworld(map)
    #expect(world.states.count == 11)
  }

  @Test func `the samples of scene files and of drawing run`() throws {
    let folder = try TemporaryFolder()
    let root = repository.path + "/"
    let scene = try Scene(contentsOf: root + "scenes/pushing.xml")
    let coverage = SceneCoverage(ofFile: root + "scenes/pushing.xml")
    print(coverage.ignored)

    let renderer = try SceneRenderer(DrawList(scene))
    let image = try renderer.render(scene.initialPoses, view: View(camera: "front"))
    try PNG.write(image, to: folder.path("front.png"))

    let drawList = DrawList(scene)
    let painter = ScenePainter(drawList, drawnBy: { list in PainterTests.Flat(list) })
    #expect(painter.cameras == scene.cameras.map(\.name))
  }

  @Test(arguments: pages)
  func `a page's samples are the ones that run here`(page: String) throws {
    func plain(_ code: String) -> String {
      code.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty && !$0.contains("import Diorama") }
        .joined(separator: "\n")
        .replacing("PainterTests.Flat(", with: "Flat(")
        .replacing("root + \"", with: "\"")
        .replacing(#"folder.path("front.png")"#, with: #""front.png""#)
    }
    let text = try String(contentsOf: repository.appendingPathComponent(page), encoding: .utf8)
    let samples = text.components(separatedBy: "```swift\n").dropFirst()
      .map { plain($0.components(separatedBy: "```")[0]) }
    let own = plain(try String(contentsOfFile: #filePath, encoding: .utf8))
    #expect(!samples.isEmpty)
    for sample in samples { #expect(own.contains(sample), "\(sample)") }
  }

  /// The pages whose samples are parts of a package of its own, which `tools/test` builds and runs.
  static let pagesOfOwnTask = [
    "Sources/DioramaLearners/DioramaLearners.docc/AddingALearner.md",
    "Sources/DioramaTasks/DioramaTasks.docc/AddingAnEnvironment.md",
    "Sources/diorama/diorama.docc/YourOwnScene.md",
  ]

  @Test(arguments: pagesOfOwnTask)
  func `a page's samples are parts of the example package, word for word`(page: String) throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
    }
    let sources = ["GateTask.swift", "RewardedCloning.swift", "main.swift"]
    let files = try (sources.map { "Sources/own-task/\($0)" } + ["Package.swift"])
      .map { try text("tools/examples/own-task/\($0)") }
    let samples = try text(page).components(separatedBy: "```swift\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
    #expect(!samples.isEmpty)
    for sample in samples {
      #expect(files.contains { $0.contains(sample) }, "not in the package:\n\(sample)")
    }
  }
}
