// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaGridworlds
import DioramaPhysics
import DioramaRender
import DioramaScene
import DioramaTasks
import Foundation

@testable import DioramaPages
@testable import DioramaRuns
@testable import DioramaStudies

/// What is fuzzed.
///
/// An error that is thrown is as good as success: only a trap, a hang or too much memory is
/// a finding.
enum FuzzTarget: String, CaseIterable {
  case scene, map, study, checkpoint, run, recording, png, request

  static let chosen = ProcessInfo.processInfo.environment["DIORAMA_FUZZ_TARGET"]
    .flatMap(FuzzTarget.init)

  /// Where files are written that only a path can name.
  static let folder = NSTemporaryDirectory() + "diorama-fuzz-\(getpid())"

  func take(_ bytes: [UInt8]) {
    do {
      switch self {
      case .scene: try simulate(bytes)
      case .map: try walk(bytes)
      case .study: try readStudy(bytes)
      case .checkpoint: try SavedAgent.shared.load(changedBy: bytes)
      case .run: try readRun(bytes)
      case .recording: try readRecording(bytes)
      case .png: _ = try PNG.decode(bytes, name: "fuzz.png")
      case .request: readRequests(bytes)
      }
    } catch {
      _ = "\(error)"
    }
  }

  private func simulate(_ bytes: [UInt8]) throws {
    let trial = SceneTrial(xml: String(decoding: bytes, as: UTF8.self))
    if let refusal = trial.refusal { throw refusal }
    guard let world = trial.world else { return }
    for _ in 0..<5 { try world.step() }
  }

  /// Each byte 255 ends a piece, as the network might.
  private func readRequests(_ bytes: [UInt8]) {
    var reader = PageRequestReader()
    for piece in bytes.split(separator: 255) {
      reader.bytes += piece
      taking: while true {
        switch reader.next() {
        case .incomplete: break taking
        case .request: continue
        case .refused: return
        }
      }
    }
  }

  private func walk(_ bytes: [UInt8]) throws {
    let world = try Gridworld(GridMap(text: String(decoding: bytes, as: UTF8.self), file: "fuzz"))
    var environment = GridworldEnvironment(world)
    guard case .discrete(let actions) = environment.actionSpace else { return }
    _ = try environment.reset(seed: 1)
    for step in 0..<5 {
      let result = try environment.step(step % actions)
      if result.ending != nil { break }
    }
  }

  private func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    let url = URL(fileURLWithPath: Self.folder + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func readStudy(_ bytes: [UInt8]) throws {
    try write(bytes, to: "study.json")
    _ = try Study(contentsOf: Self.folder + "/study.json")
  }

  /// The input is a manifest and episodes, with a zero between them.
  private func readRecording(_ bytes: [UInt8]) throws {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    for (part, name) in zip(parts, ["recording.json", "episodes.jsonl"]) {
      try write(part, to: "recording/\(name)")
    }
    _ = try Recording(Self.folder + "/recording").replay()
  }

  /// The input is a configuration, rows and an evaluation, with a zero between them.
  private func readRun(_ bytes: [UInt8]) throws {
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false)
    let study = #"{"rows": [{"learner": "random", "tasks": "Maze-v1", "episodes": 5}]}"#
    try write(study.utf8, to: "s.json")
    let run = try Study(contentsOf: Self.folder + "/s.json").cells[0].folder
    for (part, name) in zip(parts, ["config.json", "progress.jsonl", "evaluation.json"]) {
      try write(part, to: "s/\(run)/\(name)")
    }
    // each is read on its own, so that an error of one does not hide the next
    let results = Result {
      try StudyResults(Study(contentsOf: Self.folder + "/s.json"), in: Self.folder + "/s").write()
    }
    let configuration = Result {
      try RunConfiguration(ofRun: "\(Self.folder)/s/\(run)").check()
    }
    let columns = ProgressColumns(of: nil)
    let rows = try ProgressLog.read("\(Self.folder)/s/\(run)/progress.jsonl", columns)
    _ = LearningCurve(title: "fuzz", rows: rows).svg
    for row in rows {
      _ = (columns.csv(row), columns.json(row), row.brief)
      _ = EventFile.record(row, columns)
    }
    _ = try (results.get(), configuration.get())
  }
}
