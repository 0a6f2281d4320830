// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct GoalSetTests {
  static let entry = EnvironmentSuite.catalog.entries[0]

  @Test func `examples are at rest, as said, and reproducible from their snapshots`() throws {
    let set = try SuccessSet(Self.entry, count: 4, negatives: 6, view: View(), seed: 5)
    #expect(set.examples.map(\.kind).filter { $0 == .success }.count == 4)
    for kind in ExampleKind.negatives {
      #expect(set.examples.map(\.kind).filter { $0 == kind }.count == 2)
    }
    let environment = try Self.entry.make()
    for example in set.examples {
      #expect(example.metrics.isSuccess == (example.kind == .success))
      #expect(try #require(example.metrics["mug_speed"]) < 1e-3)
      let observation = try environment.restore(example.snapshot)
      #expect(observation.state == example.observation)
      #expect(try environment.image(View()) == example.picture)
      // at rest: ten idle steps later the mug is where it was
      for _ in 0..<10 { _ = try environment.step(.vector([0, 0])) }
      let after = environment.metrics
      let moved = try #require(after["distance"]) - (try #require(example.metrics["distance"]))
      #expect(abs(moved) < 1e-3)
    }
  }

  @Test func `equal seeds give equal sets and different seeds different ones`() throws {
    func snapshots(_ seed: UInt64) throws -> [Snapshot] {
      try SuccessSet(Self.entry, count: 3, view: View(), seed: seed).examples.map(\.snapshot)
    }
    #expect(try snapshots(1) == snapshots(1))
    #expect(try snapshots(1) != snapshots(2))
  }

  @Test func `a folder is written whole, with a manifest, and never over another`() throws {
    let parent = try TemporaryFolder()
    let folder = parent.url.appendingPathComponent("goals")
    let set = try SuccessSet(Self.entry, count: 2, negatives: 1, view: View(), seed: 0)
    try set.write(to: NewFolder(folder.path))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(
      files == ["manifest.json", "near_miss_0000.png", "success_0000.png", "success_0001.png"])
    let data = try Data(contentsOf: folder.appendingPathComponent("manifest.json"))
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(manifest["environment"] as? String == "Pushing-v1")
    #expect((manifest["images"] as? [[String: Any]])?.count == 3)
    let picture = try PNG.decode(
      contentsOf: folder.appendingPathComponent("success_0001.png").path)
    #expect(picture == set.examples[1].picture)
    #expect(throws: RenderError.self) { try NewFolder(folder.path) }
  }

  @Test func `an empty folder behind a link is filled`() throws {
    let parent = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: parent.path("real"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: parent.path("link"), withDestinationPath: "real")
    let folder = try NewFolder(parent.path("link"))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.draft + "/notes.txt"))
    try folder.finish()
    #expect(try parent.text("real/notes.txt") == "mine")
    #expect(try parent.contents().sorted() == ["link", "real"])
  }

  @Test func `what comes into the folder meanwhile is left alone`() throws {
    let parent = try TemporaryFolder()
    let folder = try NewFolder(parent.path("goals"))
    try parent.write("mine", to: "goals/notes.txt")
    #expect(throws: RenderError.self) { try folder.finish() }
    #expect(try parent.text("goals/notes.txt") == "mine")
  }
}
