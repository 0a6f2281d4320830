// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct TrainTests {
  #if DEBUG
  private static let steps = 2_000
  #else
  private static let steps = 4_000
  #endif

  /// A run of cheap steps.
  private static let arguments = [
    "train", "sac", "Pendulum-v1", "--steps", "\(steps)", "--seed", "3", "--log-every",
    "\(steps / 8)", "--evaluate-every", "\(steps / 2)", "--evaluation-episodes", "2",
    "--checkpoint-every", "300", "--film-every", "0", "--threads", "1", "--set", "hidden_units=8",
    "--set", "batch_size=8",
  ]

  private func hash(_ folder: TemporaryFolder, _ run: String) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("\(run)/summary.json")))
    let summary = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(summary["parameters_hash"] as? String)
  }

  /// Starts the program, and sends it `signal` once `file` is there.
  private func run(
    _ arguments: [String], in folder: TemporaryFolder, signal: Int32, once file: String
  ) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    while process.isRunning, !FileManager.default.fileExists(atPath: folder.path(file)) {
      usleep(1_000)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return (process.terminationStatus, text)
  }

  @Test func `killed again and again, a run ends with the same bits`() throws {
    let folder = try TemporaryFolder()
    let straight = try Tool.run(Self.arguments + ["--out", "a", "--json"], in: folder.url)
    #expect(straight.status == 0, "\(straight.errors)")
    let lines = straight.output.split(separator: "\n")
    #expect(lines.count == 8)
    for line in lines {
      #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
    }
    // before anything is saved, after the first checkpoint, and some time later
    var command = Self.arguments + ["--out", "b"]
    var kills = 0
    for file in ["b/progress.csv", "b/checkpoint.safetensors", "b/curve.svg"] {
      let outcome = try run(command, in: folder, signal: SIGKILL, once: file)
      kills += outcome.status == SIGKILL ? 1 : 0
      command = ["train", "sac", "--resume", "b"]
    }
    #expect(kills >= 1)  // on a busy machine the others may come too late
    let last = try Tool.run(command, in: folder.url)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try hash(folder, "b") == hash(folder, "a"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal saves, and the run goes on later`(signal: Int32) throws {
    let folder = try TemporaryFolder()
    #expect(try Tool.run(Self.arguments + ["--out", "a"], in: folder.url).status == 0)
    let outcome = try run(
      Self.arguments + ["--out", "b", "--checkpoint-every", "0"], in: folder, signal: signal,
      once: "b/progress.csv")
    #expect(outcome.status == 128 + signal)
    #expect(outcome.errors.hasSuffix("continue with --resume b\n"), "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("b/checkpoint.safetensors")))
    #expect(try Tool.run(["train", "sac", "--resume", "b"], in: folder.url).status == 0)
    #expect(try hash(folder, "b") == hash(folder, "a"))
    // nothing is left to do, but the last line is the summary all the same
    let again = try Tool.run(["train", "sac", "--resume", "b", "--json"], in: folder.url).object()
    #expect(again["step"] as? Int == Self.steps)

    let report = try Tool.run(["evaluate", "b", "--episodes", "3", "--json"], in: folder.url)
      .object()
    #expect(report["episodes"] as? Int == 3 && report["seed"] as? Int == 1_000_000)
    let rollout = try Tool.run(
      [
        "rollout", "Pendulum-v1", "--policy", "b", "--episodes", "3", "--seed", "1000000", "--json",
      ], in: folder.url
    ).object()
    #expect(rollout["trajectory_hash"] as? String == report["trajectory_hash"] as? String)
  }

  @Test func `a full disk is told, and the last checkpoint survives it`() throws {
    let folder = try TemporaryFolder()
    #expect(try Tool.run(Self.arguments + ["--out", "a"], in: folder.url).status == 0)
    // no file may grow beyond 10 bytes a step; an observation has 21
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments =
      ["-c", "ulimit -f \(Self.steps / 100); exec \"$0\" \"$@\"", Tool.path.path] + Self.arguments
      + ["--out", "b"]
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    #expect(
      text
        == "diorama: 'b/replay.bin' cannot be written: File too large; the previous checkpoint is "
        + "intact: raise the limit of a file's size (ulimit -f), then continue with --resume\n")
    #expect(try Tool.run(["train", "sac", "--resume", "b"], in: folder.url).status == 0)
    #expect(try hash(folder, "b") == hash(folder, "a"))
  }

  @Test func `settings are shown beside those of the paper`() throws {
    let outcome = try Tool.run([
      "train", "sac", "Pushing-v1", "--preset", "pixels", "--show-settings", "--json",
    ])
    let rows = try #require(try outcome.json() as? [[String: String]])
    let shift = try #require(rows.first { $0["key"] == "shift" })
    #expect(shift["value"] == "3" && shift["paper"] == "0")
    #expect(rows.first { $0["key"] == "target_smoothing" }?["symbol"] == "τ")
  }

  @Test func `a run learns a grid, and acts in it`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      [
        "train", "sac", "KeyDoor-v1", "--steps", "300", "--evaluation-episodes", "1",
        "--demonstrations", "1", "--film-every", "0", "--set", "warmup_steps=100", "--set",
        "batch_size=8", "--out", "r",
      ], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try Tool.run(["evaluate", "r", "--episodes", "2", "--json"], in: folder.url)
      .object()
    let rollout = try Tool.run(
      [
        "rollout", "KeyDoor-v1", "--policy", "r", "--episodes", "2", "--seed", "1000000", "--json",
      ], in: folder.url
    ).object()
    #expect(report["episodes"] as? Int == 2)
    #expect(rollout["trajectory_hash"] as? String == report["trajectory_hash"] as? String)
  }

  @Test func `a run that learns from pictures films its evaluations`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      [
        "train", "sac", "Pendulum-v1", "--preset", "pixels", "--horizon", "10", "--steps", "40",
        "--evaluation-episodes", "1", "--demonstrations", "1", "--set", "warmup_steps=30", "--set",
        "batch_size=4", "--out", "r",
      ], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted()
    #expect(
      names.filter { !$0.hasPrefix("events.out.tfevents.") } == [
        ".lock", "checkpoint.safetensors", "config.json", "curve.svg", "films", "progress.csv",
        "progress.jsonl", "replay.bin", "summary.json",
      ])
    #expect(names.count == 10)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("r/films")) == [
        "step-000000040.mp4"
      ])
  }
}
