// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct RecordTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["record"] + arguments, in: folder.url)
  }

  @Test(arguments: [
    (
      [],
      "name an environment or a task file to record, or a recording with --replay, --mix or "
        + "--export"
    ),
    (["Pushing-v1", "--task", "t.json"], "an environment and --task are given; keep one"),
    (["Pushing-v1"], "name the folder of the recording with --out"),
    (
      ["Pushing-v1", "--out", "-"],
      "--out is '-', and standard output is for reports; name a file or a folder"
    ),
    (
      ["Pushing-v1", "--out", "r"],
      "say who acts with --policy: random, expert, zero, page, or the folder of a run"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "exprt"],
      "'exprt' is neither random, expert, zero, page nor the folder of a run; did you mean 'expert'?"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "."],
      "'.' is not a folder of a run; 'diorama train LEARNER ID --out RUN' makes one"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "zero", "--camera", "frnt"],
      "Pushing-v1 has no camera 'frnt'; it has 'front', 'top', 'side', 'beauty'"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "zero", "--horizon", "0"],
      "the horizon must be at least 1 step; it is 0"
    ),
    (
      ["--replay", "r"],
      "'r' is not a recording; 'diorama record ID --policy expert --out DATA' makes one"
    ),
    (["--replay", "r", "--seed", "1"], "--seed is nothing for --replay; leave it out"),
    (["--replay", "r", "--as", "images"], "--as is nothing for --replay; leave it out"),
    (["--mix", "r", "s"], "name the folder of the mixed recording with --out"),
    (["--mix", "r", "--out", "m", "--seed", "1"], "--seed is nothing for --mix; leave it out"),
    (["--export", "r"], "say how to export with --as: minari, lerobot, images"),
    (
      ["Pushing-v1", "--out", "r", "--policy", "zero", "--port", "80"],
      "--port is the page's; it goes with --policy page"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "page", "--horizon", "0"],
      "the horizon must be at least 1 step; it is 0"
    ),
    (
      ["Pushing-v1", "--out", "r", "--policy", "page", "--port", "70000"],
      "--port must be from 1 to 65535; it is 70000"
    ),
    (["--replay", "r", "--size", "64x64"], "--size is nothing for --replay; leave it out"),
    (["--replay", "r", "--port", "80"], "--port is nothing for --replay; leave it out"),
    (["--export", "r", "--replay", "r"], "--replay and --export are given; keep one"),
  ])
  func `a mistake is one line`(arguments: [String], line: String) throws {
    let outcome = try Tool.run(["record"] + arguments, in: folder.url)
    #expect(outcome.errors == "diorama: \(line)\n")
    #expect(outcome.status != 0 && outcome.output.isEmpty)
    #expect(try folder.contents().isEmpty)
  }

  @Test func `a recording that is killed goes on, and loses nothing`() throws {
    let words = [
      "record", "Bookshelf-v1", "--policy", "expert", "--episodes", "12", "--horizon", "30",
    ]
    #expect(try Tool.run(words + ["--out", "whole"], in: folder.url).status == 0)
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = words + ["--out", "broken"]
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    func count() -> Int {
      ((try? folder.text("broken/episodes.jsonl")) ?? "").split(separator: "\n").count
    }
    let end = ContinuousClock.now + .seconds(60)
    while count() < 2, ContinuousClock.now < end { usleep(2_000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let before = count()
    #expect(before >= 2)
    let outcome = try Tool.run(words + ["--out", "broken", "--json"], in: folder.url)
    #expect(outcome.status == 0)
    #expect(try folder.text("broken/episodes.jsonl") == folder.text("whole/episodes.jsonl"))
    #expect(try outcome.object()["episodes"] as? Int == 12)
    let replay = try run("--replay", "broken")
    #expect(replay.status == 0)
    #expect(replay.errors == "all 12 episodes, 360 steps, came out with the same bits\n")
  }

  @Test func `recordings of a task are mixed, and replay`() throws {
    for (policy, seed) in [("expert", "1"), ("zero", "9")] {
      let made = try run(
        "Pendulum-v1", "--policy", policy, "--episodes", "2", "--seed", seed, "--horizon", "20",
        "--out", policy)
      #expect(made.status == 0, "\(made.errors)")
    }
    let mixed = try run("--mix", "expert", "zero", "--out", "m", "--json").object()
    #expect(mixed["episodes"] as? Int == 4 && mixed["policy"] as? String == "mixed")
    #expect(
      try folder.text("m/episodes.jsonl")
        == folder.text("expert/episodes.jsonl") + folder.text("zero/episodes.jsonl"))
    #expect(try run("--replay", "m").status == 0)
    _ = try run("Pendulum-v1", "--policy", "zero", "--horizon", "21", "--out", "longer")
    #expect(
      try run("--mix", "zero", "longer", "--out", "n").errors
        == "diorama: the horizon of 'longer' is 21, and the first recording's is 20; "
        + "mix recordings of one kind\n")
  }

  @Test func `a recording is exported as it is made, and again`() throws {
    let words = [
      "Pendulum-v1", "--policy", "random", "--horizon", "3", "--episodes", "2", "--size", "32x16",
    ]
    let made = try Tool.run(
      ["record"] + words + ["--out", "r", "--as", "images"], in: folder.url)
    #expect(made.status == 0)
    #expect(
      made.errors
        == "recorded 2 episodes to r\nwrote 8 images and metadata.jsonl to r/images\n")
    #expect(
      try run("--export", "r", "--as", "images").errors
        == "diorama: cannot write 'r/images': the folder is not empty; name a new one\n")
    #expect(try run("--export", "r", "--as", "images", "--out", "i").status == 0)
    #expect(try folder.text("i/metadata.jsonl") == folder.text("r/images/metadata.jsonl"))
  }

  @Test func `the page of the program records, and a signal ends it with the report`() throws {
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = ["record", "Maze-v1", "--policy", "page", "--out", "r", "--json"]
    process.currentDirectoryURL = folder.url
    try folder.write("", to: "output")
    try folder.write("", to: "errors")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: folder.file("output"))
    process.standardError = try FileHandle(forWritingTo: folder.file("errors"))
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    func address() throws -> Substring? {
      try folder.text("errors").split(separator: "\n").first { $0.hasPrefix("http://") }
    }
    let end = ContinuousClock.now + .seconds(30)
    while try address() == nil, ContinuousClock.now < end { usleep(10_000) }
    let parts = try #require(try address()).split(separator: "/")
    let port = try #require(parts[1].split(separator: ":").last.flatMap { UInt16($0) })
    for body in [#"{"do": "step", "choice": 0, "seen": 0}"#, #"{"do": "save"}"#] {
      let client = try RawClient(port: port)
      client.send(
        ("POST /\(parts[2])/do HTTP/1.1\r\nHost: localhost\r\nX-Diorama: test\r\n"
          + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
      #expect(client.receiveAll().hasPrefix("HTTP/1.1 200 OK"))
    }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(folder.text("output").utf8)) as? [String: Any])
    #expect(report["episodes"] as? Int == 1 && report["policy"] as? String == "page")
    #expect(
      try run("--replay", "r").errors == "all 1 episodes, 1 steps, came out with the same bits\n")
  }

  @Test func `an export without its Python library says what to install`() throws {
    #expect(try run("Maze-v1", "--policy", "zero", "--horizon", "2", "--out", "r").status == 0)
    let outcome = try Tool.run(
      ["record", "--export", "r", "--as", "minari"],
      environment: ["DIORAMA_PYTHON": "no-such-python"], in: folder.url)
    #expect(
      outcome.errors
        == "diorama: minari is written by its own Python library, and 'no-such-python' cannot: "
        + "No such file or directory; pip install './tools/python[minari]', or name another with "
        + "DIORAMA_PYTHON\n")
    #expect(try folder.contents() == ["r"])
  }
}
