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

  @Test func `near misses are graded by how far each bound is missed`() throws {
    let set = try SuccessSet(
      Self.entry, count: 3, negatives: 30, .graded, view: View(width: 32, height: 32), seed: 5)
    let plain = try SuccessSet(Self.entry, count: 3, view: View(width: 32, height: 32), seed: 5)
    #expect(set.examples.prefix(3).map(\.picture) == plain.examples.map(\.picture))
    let misses = set.examples.filter { $0.kind == .nearMiss }
    #expect(misses.count == 20)
    #expect(set.examples.count { $0.kind == .mishap } == 5)
    #expect(set.examples.count { $0.kind == .elsewhere } == 5)
    // a mug stands or lies: no tilt between holds
    #expect(set.unreached == MissGrade.allCases.map { GradedMiss("tilt", $0) })
    #expect(
      Set(misses.compactMap(\.miss)) == Set(MissGrade.allCases.map { GradedMiss("distance", $0) }))
    try Self.check(misses, in: Self.entry)
    #expect(Set(misses.map(\.picture)).count == misses.count)
    let distances = try misses.map { try #require($0.metrics["distance"]) / 0.03 - 1 }
    for (example, distance) in zip(misses, distances) {
      #expect(abs(try #require(example.missed["distance"]) - distance) < 1e-9)
    }
  }

  @Test(.slow, arguments: ["Bookshelf-v1", "Draping-v1"])
  func `each bound that can be missed at rest is missed by each grade`(id: String) throws {
    #if DEBUG
    // a set of the cloth takes minutes without optimisation
    guard id != "Draping-v1" else { return }
    #endif
    let entry = try EnvironmentSuite.catalog.entry(id)
    let set = try SuccessSet(
      entry, count: 2, negatives: 18, .graded, view: View(width: 32, height: 32), seed: 1)
    let misses = set.examples.filter { $0.kind == .nearMiss && $0.miss != nil }
    try Self.check(misses, in: entry)
    let wanted =
      id == "Draping-v1"
      ? ["coverage", "hem_difference", "crumpling"] : ["depth", "height", "neighbour_tilt"]
    #expect(Set(misses.compactMap(\.miss?.criterion)).isSuperset(of: wanted))
  }

  /// Expects near misses to be what they are said to be, now and when they are restored.
  private static func check(_ misses: [SuccessSet.Example], in entry: Catalog.Entry) throws {
    let environment = try entry.make()
    for example in misses {
      #expect(!example.metrics.isSuccess)
      let miss = try #require(example.miss)
      let missed = try #require(example.missed[miss.criterion])
      #expect(
        miss.grade.misses.contains(missed)
          || miss.grade == .twice && missed > MissGrade.half.misses.upperBound)
      #expect(example.missed.values.allSatisfy { $0 <= missed })
      _ = try environment.restore(example.snapshot)
      #expect(environment.criteria == example.criteria)
      #expect(
        try environment.image(View(width: 32, height: 32)) == example.picture)
    }
  }

  @Test func `a source gives equal examples for equal requests`() throws {
    func snapshots() throws -> [Snapshot?] {
      var source = try ExampleSource(Self.entry, seed: 2)
      let wanted: [ExampleSource.Wanted] = [
        .staged(.mishap), .miss(GradedMiss("distance", .half)), .staged(.success),
        .miss(GradedMiss("distance", .tenth)), .miss(GradedMiss("tilt", .tenth)),
      ]
      return try wanted.map { try source.next($0)?.snapshot }
    }
    let first = try snapshots()
    #expect(try snapshots() == first)
    #expect(first.map { $0 == nil } == [false, false, false, false, true])
  }

  @Test func `a grid, whose success has no bounds, fails in the kinds that it stages`() throws {
    let entry = try EnvironmentSuite.catalog.entry("FourRooms-v1")
    let set = try SuccessSet(entry, count: 1, negatives: 3, .graded, view: View(), seed: 0)
    #expect(set.examples.count == 4 && set.unreached.isEmpty)
    #expect(set.examples.allSatisfy { $0.miss == nil })
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
    let images = try #require(manifest["images"] as? [[String: Any]])
    #expect(images.count == 3)
    #expect((images[2]["missed"] as? [String: Double])?.keys.sorted() == ["distance"])
    let picture = try PNG.decode(
      contentsOf: folder.appendingPathComponent("success_0001.png").path)
    #expect(picture == set.examples[1].picture)
    #expect(throws: RenderError.self) { try NewFolder(folder.path) }
  }

  @Test func `an image folder has a folder for each class, and a line for each image`() throws {
    let parent = try TemporaryFolder()
    let set = try SuccessSet(
      Self.entry, count: 2, negatives: 3, .graded, view: View(width: 32, height: 32), seed: 0)
    try set.writeImages(to: NewFolder(parent.path("images")))
    #expect(try parent.contents() == ["images"])
    let lines = try parent.text("images/metadata.jsonl").split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(
      lines.map { $0["file_name"] as? String } == [
        "success/success_0000.png", "success/success_0001.png", "failure/near_miss_0000.png",
        "failure/near_miss_0001.png", "failure/mishap_0000.png",
      ])
    for (line, example) in zip(lines, set.examples) {
      let name = try #require(line["file_name"] as? String)
      #expect(try PNG.decode(contentsOf: parent.path("images/" + name)) == example.picture)
      #expect(
        line.keys.sorted() == [
          "criterion", "file_name", "grade", "kind", "missed", "seed", "snapshot", "state",
          "success",
        ])
      let missed = try #require(line["missed"] as? [String: Double])
      for (name, value) in missed {
        #expect(abs(value - (example.missed[name] ?? 0)) < 1e-12)
      }
      #expect(missed.keys.sorted() == ["distance", "tilt"])
      #expect(line["grade"] as? String == example.miss?.grade.rawValue)
    }
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
