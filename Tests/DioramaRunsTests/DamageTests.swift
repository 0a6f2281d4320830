// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaNetworks
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct DamageTests {
  /// An agent that was saved after 30 steps.
  private func save(_ folder: TemporaryFolder) throws {
    let training = try Trainings.make(.state)
    while training.stepCount < 30 { _ = try training.step() }
    try CheckpointStore(folder.path, for: training).save(training, journal: [1, 2, 3])
  }

  /// Changes one bit of a file of the folder; returns the file as it was.
  private func flip(_ bit: Int, of file: URL) throws -> Data {
    let good = try Data(contentsOf: file)
    var bad = good
    bad[bit / 8] ^= 1 << (bit % 8)
    try bad.write(to: file)
    return good
  }

  @Test(arguments: [("checkpoint.safetensors", 100), ("replay.bin", 60)])
  func `one changed bit of what an agent was saved in is refused, wherever it is`(
    name: String, count: Int
  ) throws {
    let folder = try TemporaryFolder()
    try save(folder)
    let file = folder.file(name)
    let size = try Data(contentsOf: file).count
    var dice = RandomStream("bits", seed: 11)
    // half of them at the beginning, where the words are
    let bits = (0..<count).map { dice.integer(below: 8 * ($0 % 2 == 0 ? size : min(size, 1_200))) }
    for bit in bits {
      let good = try flip(bit, of: file)
      let error = #expect(throws: CheckpointError.self, "bit \(bit)") {
        let after = try Trainings.make(.state)
        _ = try CheckpointStore(folder.path, for: after).load(into: after)
      }
      #expect(error.map { "\($0)".contains("\n") } == false)
      try good.write(to: file)
    }
    let after = try Trainings.make(.state)
    #expect(try CheckpointStore(folder.path, for: after).load(into: after) == [1, 2, 3])
  }

  @Test(
    arguments: [
      (0, .max), (0, 9_223_372_036_854_775_808), (0, 9_223_372_036_854_775_807),
      (1, 9_223_372_036_854_775_807), (2, 9_223_372_036_854_775_807), (3, 1_099_511_627_776),
      // not a number, 1e308, -1, infinity
      (4, 0x7FF8_0000_0000_0000), (4, 0x7FE1_CCF3_85EB_C8A0), (5, 0xBFF0_0000_0000_0000),
      (5, 0x7FF0_0000_0000_0000),
    ] as [(Int, UInt64)])
  func `a journal with a number that cannot be is refused`(word: Int, value: UInt64) throws {
    let folder = try TemporaryFolder()
    try { _ = try TrainingRun(Trainings.configuration(), at: folder.path("r")).run() }()
    let path = folder.path("r/checkpoint.safetensors")
    var file = try SafeTensors(contentsOf: path)
    var words = try file.words("journal")
    words[word] = value
    file.add("journal", words)
    try file.write(to: path)
    let error = #expect(throws: CheckpointError.self) {
      try TrainingRun(resuming: folder.path("r"), steps: 210)
    }
    #expect(
      error.map { "\($0)" }
        == "'\(path)': a number of the journal is out of range; the file is damaged")
  }

  @Test(
    arguments: [
      (#""step":40"#, #""step":-40"#, "step is -40.0; it must be in 0.0...1000000000000.0"),
      (#""step":40"#, #""step":9223372036854775807"#, "step is 9.22"),
      (#""updates":"#, #""updates":9000000000000"#, "updates is 9"),
      (#""evaluation_return_mean":null"#, #""evaluation_return_mean":-1e308"#, "is -1e+308"),
      (#""evaluation_success_low":null"#, #""evaluation_success_low":1.5"#, "in 0.0...1.0"),
      (#""seconds":"#, #""seconds":-1"#, "seconds is -1"),
    ])
  func `a row with a number that cannot be is refused`(
    was: String, becomes: String, part: String
  ) throws {
    let folder = try TemporaryFolder()
    let configuration = try Trainings.configuration()
    try { _ = try TrainingRun(configuration, at: folder.path("r")).run() }()
    let text = try folder.text("r/progress.jsonl")
    let place = try #require(text.range(of: was))
    try folder.write(text.replacingCharacters(in: place, with: becomes), to: "r/progress.jsonl")
    let error = #expect(throws: RunError.self) {
      try TrainingRun(resuming: folder.path("r"), steps: 210)
    }
    let line = error.map { "\($0)" } ?? ""
    #expect(line.hasPrefix("'\(folder.path("r/progress.jsonl"))', line 1: "), "\(line)")
    #expect(line.contains(part) && line.hasSuffix("fix the line or remove it"), "\(line)")
  }

  private static let (least, most) = (
    Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude
  )

  private static let ranges: [ClosedRange<Double>] = [
    -1e308...1e308, 0...1e308, -most...most, 1e308...1e308, -1e308 ... -1e308, 0...least,
    least...least, 0...0, 1e300...1.0000001e300,
  ]

  @Test(arguments: ranges)
  func `the largest and smallest numbers can be drawn`(range: ClosedRange<Double>) {
    let axis = Axis(range)
    #expect((2...20).contains(axis.ticks.count))
    for value in [range.lowerBound, range.upperBound, -.infinity, .infinity, .nan, 0] {
      #expect(axis.place(value).isFinite)
    }
    let row = ProgressRow([
      "step": 1, "episode_return": range.lowerBound, "evaluation_return_mean": range.upperBound,
      "evaluation_return_std": range.upperBound,
    ])
    let picture = LearningCurve(title: "t", rows: [row]).svg
    #expect(!picture.contains("nan") && !picture.contains("inf"))
  }

  @Test(arguments: ["threads", "log_every", "steps", "evaluation_episodes", "horizon"])
  func `a run's configuration with a number that cannot be is refused`(key: String) throws {
    let folder = try TemporaryFolder()
    try { _ = try TrainingRun(Trainings.configuration(), at: folder.path("r")).run() }()
    let file = folder.file("r/config.json")
    var values = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    values[key] = Int.max
    try JSONSerialization.data(withJSONObject: values).write(to: file)
    let error = #expect(throws: SettingsError.self) { try SavedPolicy(run: folder.path("r")) }
    #expect(error.map { "\($0)" }?.hasPrefix("\(key) is 9223372036854775807; it must be") == true)
  }

  @Test func `one changed bit of a set of success pictures is refused, wherever it is`() throws {
    let parent = try TemporaryFolder()
    let path = parent.path("g")
    let set = try SuccessSet(
      EnvironmentSuite.catalog.entry("Pushing-v1"), count: 2, negatives: 1,
      view: View(width: 32, height: 32), seed: 3)
    try set.write(to: NewFolder(path))
    let view = View(camera: set.view.camera, width: 32, height: 32)
    func read() throws -> SuccessImages {
      try SuccessImages(folder: path, for: view, of: EnvironmentSuite.catalog.entry("Pushing-v1"))
    }
    #expect(try read().goals.count == 2)
    var dice = RandomStream("bits", seed: 12)
    for name in ["manifest.json"] + set.fileNames {
      let file = parent.file("g/" + name)
      let size = try Data(contentsOf: file).count
      for _ in 0..<40 {
        let bit = dice.integer(below: 8 * size)
        let good = try flip(bit, of: file)
        #expect(throws: (any Error).self, "\(name), bit \(bit)") { try read() }
        try good.write(to: file)
      }
    }
    // of version 0.1, or made by hand
    let text = try parent.text("g/manifest.json")
    let lines = text.split(separator: "\n").filter {
      !$0.hasPrefix("  \"checksum\"") && !$0.hasPrefix("  \"format\"")
    }
    try parent.write(lines.joined(separator: "\n"), to: "g/manifest.json")
    #expect(try read().goals.count == 2)
  }

  @Test func `what killed processes left is swept when the run goes on`() throws {
    let folder = try TemporaryFolder()
    try { _ = try TrainingRun(Trainings.configuration(), at: folder.path("r")).run() }()
    let contents = try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted()
    for name in [
      "r/.dat.nosync40000b.xYz123", "r/.config.json.partial-4194311", "r/films/.4194311-step.mp4",
      ".r.partial-4194311/config.json", "r/checkpoint.safetensors.partial",
    ] { try folder.write("x", to: name) }
    try { _ = try TrainingRun(resuming: folder.path("r"), steps: 201).run() }()
    let after = try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted()
    #expect(after.filter { $0 != "films" } == contents.filter { $0 != "films" })
    #expect(try folder.contents() == ["r"])
    // and when another begins beside it
    try folder.write("x", to: ".other.partial-4194311/config.json")
    try { _ = try TrainingRun(Trainings.configuration(), at: folder.path("s")) }()
    #expect(try folder.contents() == ["r", "s"])
  }
}
