// SPDX-License-Identifier: Apache-2.0

import DioramaAudits
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// A classifier with a hole: it gives a success about 1, and more the more an image is like one of a hand that is
/// at the edge of the table, wherever the mug is.
private final class HandLover: ImageScorer {
  let name = "hand lover"
  private let wanted: Image
  /// The samples in which the wanted image differs from one of the start.
  private let places: [Int]

  init(_ entry: Catalog.Entry, _ view: View) throws {
    let environment = try entry.make(EnvironmentOptions(view: view))
    _ = try environment.reset(seed: 5)
    let start = try environment.image(view)
    for _ in 0..<20 { _ = try environment.step(.vector([-0.2, 1])) }
    let wanted = try environment.image(view)
    self.wanted = wanted
    places = wanted.samples.indices.filter {
      abs(Int(wanted.samples[$0]) - Int(start.samples[$0])) > 20
    }
  }

  func logits(of images: [Image]) -> [Double] {
    images.map { image in
      let off = places.reduce(0) { sum, place in
        sum + abs(Int(image.samples[place]) - Int(wanted.samples[place]))
      }
      return 6 - 12 * Double(off) / Double(places.count) / 64
    }
  }
}

@Suite(.slow) struct AuditTests {
  private static let view = View(width: 32, height: 32)

  private func audit(_ entry: Catalog.Entry, threads: Int = 1, seed: UInt64 = 3) throws
    -> AuditResult
  {
    var settings = AuditSettings(view: Self.view)
    (settings.count, settings.searches, settings.episodes) = (8, 2, 1)
    (settings.population, settings.iterations) = (12, 3)
    (settings.exploits, settings.labels) = (3, 8)
    (settings.seed, settings.threads) = (seed, threads)
    return try Audit(entry, HandLover(entry, Self.view), settings).run()
  }

  private let entry: Catalog.Entry

  init() throws { entry = try EnvironmentSuite.catalog.entry("Pushing-v1") }

  @Test func `an exploit that was planted is found, and can be gone through again bit for bit`()
    throws
  {
    let result = try audit(entry)
    let staged = result.moments.filter { $0.snapshot != nil && !$0.measured.looksSolved }
    let worst = try #require(result.exploits.first)
    // the search goes beyond all that was staged and all that episodes show
    #expect(worst.moment.logit > (staged.map(\.logit).max() ?? 0) + 0.5)
    #expect(worst.start != nil && result.verdict.level == .exploited)
    #expect(worst.moment.measured.missed.map(\.name) == ["distance"])
    #expect(
      zip(result.exploits, result.exploits.dropFirst()).allSatisfy {
        $0.moment.logit >= $1.moment.logit
      })

    let folder = try TemporaryFolder()
    try result.write(to: NewFolder(folder.path("audit")))
    let environment = try entry.make(EnvironmentOptions(view: Self.view))
    let document = try JSONDecoder.snakeCase.decode(
      Document.self, from: Data(folder.text("audit/audit.json").utf8))
    for (index, found) in document.exploits.enumerated() {
      let picture = try PNG.decode(contentsOf: folder.path("audit/exploit_0\(index + 1).png"))
      let snapshot = try #require(
        Snapshot(environment: "Pushing-v1", hexadecimal: found.moment.snapshot))
      let observation = try environment.restore(snapshot)
      #expect(observation.state == found.moment.state)
      #expect(try environment.image(Self.view) == picture)
      #expect(!environment.metrics.isSuccess)
      // and by the actions from the start
      guard let start = found.start else { continue }
      _ = try environment.restore(
        #require(Snapshot(environment: "Pushing-v1", hexadecimal: start.snapshot)))
      for action in found.actions { _ = try environment.step(.vector(action)) }
      #expect(environment.snapshot == snapshot)
      #expect(try environment.image(Self.view) == picture)
      // a start of an episode is what its seed gives
      guard start.kind == "episode" else { continue }
      _ = try environment.reset(seed: start.seed)
      #expect(environment.snapshot.hexadecimal == start.snapshot)
    }

    // what is to be labelled next is a set of success images like any other
    let labels = try SuccessImages(
      folder: folder.path("audit/label-next"), for: View(camera: "front", width: 32, height: 32),
      of: entry)
    #expect(labels.goals.count == 4 && labels.negatives.count == 4)
    #expect(document.labels.count == 8)

    let page = try folder.text("audit/report.html")
    #expect(page.contains("This reward can be exploited") && page.contains("hand lover"))
    #expect(!page.contains("http"))
    #expect(pageFault(Data(page.utf8)) == nil)
  }

  @Test func `equal seeds give equal audits on any number of threads`() throws {
    let one = try audit(entry, threads: 1).json()
    #expect(try audit(entry, threads: 3).json() == one)
    #expect(try audit(entry, seed: 4).json() != one)
  }

  @Test func `the keys of the document stay`() throws {
    let text = try audit(entry).json()
    let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "area", "areas", "calibration", "calibration_error", "camera", "cells", "classifier",
        "environment", "exploits", "failures", "format", "height", "labels", "map", "quality",
        "reason", "renderer", "searches", "seed", "successes", "thresholds", "unreached",
        "verdict", "width",
      ])
    let exploit = try #require((object["exploits"] as? [[String: Any]])?.first)
    #expect(
      Set(exploit.keys).subtracting(["at_rest", "start"]) == [
        "actions", "moment", "origin", "seed",
      ])
    let moment = try #require(exploit["moment"] as? [String: Any])
    #expect(
      moment.keys.sorted() == [
        "criteria", "logit", "looks_solved", "probability", "snapshot", "state",
      ])
  }

  @Test func `settings that do not fit the task are refused in one line`() throws {
    func message(_ id: String, map: [String]) throws -> String? {
      var settings = AuditSettings(view: Self.view)
      settings.map = map
      let entry = try EnvironmentSuite.catalog.entry(id)
      let scorer = try HandLover(self.entry, Self.view)
      return #expect(throws: AuditError.self) { try Audit(entry, scorer, settings) }?.description
    }
    #expect(
      try message("Maze-v1", map: [])
        == "Maze-v1 is no robot task with images of success; audit a classifier of one, such as Pushing-v1"
    )
    #expect(
      try message("Pushing-v1", map: ["mug x"])
        == "a map is over two elements of the state, and 'mug x' names 1; "
        + "give two different ones, such as 'mug x,mug y'")
    #expect(
      try message("Pushing-v1", map: ["mug x", "mug w"])?.hasPrefix(
        "Pushing-v1 has no 'mug w' in its state; did you mean 'mug x'?; it has hand x, hand y")
        == true)
  }
}

/// What a test needs of `audit.json`.
private struct Document: Decodable {
  struct Moment: Decodable {
    let snapshot: String
    let state: [Float]
  }
  struct Start: Decodable {
    let kind: String
    let seed: UInt64
    let snapshot: String
  }
  struct Found: Decodable {
    let start: Start?
    let actions: [[Float]]
    let moment: Moment
  }
  let exploits: [Found]
  let labels: [String]
}

extension JSONDecoder {
  fileprivate static var snakeCase: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
