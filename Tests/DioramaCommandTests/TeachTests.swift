// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The program while a person teaches a policy, who is a program here.
@Suite(.slow, .timeLimit(.minutes(10))) struct TeachTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder(["errors": "", "input": ""]) }

  private static let words = [
    "train", "dagger", "Maze-v1", "--steps", "60", "--checkpoint-every", "25", "--film-every", "0",
    "--evaluation-episodes", "1", "--set", "round_steps=20", "--set", "round_updates=5", "--set",
    "hidden_units=8",
  ]

  private struct State: Decodable {
    struct Watched: Decodable {
      let step: Int
      let isBusy: Bool
    }
    let watched: Watched
  }

  /// Starts the program, and returns it with the port and the token of its page.
  private func start(_ arguments: [String]) throws -> (
    process: Process, port: UInt16, token: String
  ) {
    try folder.write("", to: "errors")
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: folder.file("errors"))
    try process.run()
    func address() throws -> Substring? {
      try folder.text("errors").split(separator: " ").first {
        $0.hasPrefix("http://") && $0.contains("/\n")
      }
    }
    let end = ContinuousClock.now + .seconds(30)
    while try address() == nil, ContinuousClock.now < end { usleep(10_000) }
    let parts = try #require(try address()).split(separator: "/")
    return (
      process, try #require(parts[1].split(separator: ":").last.flatMap { UInt16($0) }),
      String(parts[2])
    )
  }

  private func ask(_ port: UInt16, _ request: String, _ body: String = "") throws -> Data {
    let client = try RawClient(port: port)
    client.send(
      ("\(request) HTTP/1.1\r\nHost: localhost\r\nX-Diorama: test\r\nConnection: close\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
    let reply = client.receiveAll()
    let start = try #require(reply.range(of: "\r\n\r\n")).upperBound
    return Data(reply[start...].utf8)
  }

  /// Returns the step before which a decision is awaited, once one is.
  private func awaited(_ port: UInt16, _ token: String) throws -> Int {
    while true {
      let state = try JSONDecoder().decode(State.self, from: ask(port, "GET /\(token)/state"))
      if !state.watched.isBusy { return state.watched.step }
    }
  }

  /// Acts at every third step, up to `end`; returns the steps at which it was asked.
  private func teach(_ port: UInt16, _ token: String, upTo end: Int) throws -> [Int] {
    var asked: [Int] = []
    while asked.last != end - 1 {
      let step = try awaited(port, token)
      asked.append(step)
      _ = try ask(
        port, "POST /\(token)/do",
        step % 3 == 0
          ? #"{"do": "step", "choice": \#(step % 4), "seen": \#(step)}"#
          : #"{"do": "watch", "seen": \#(step)}"#)
    }
    return asked
  }

  private func parameters(_ run: String) throws -> String {
    let summary = try JSONSerialization.jsonObject(
      with: Data(folder.text(run + "/summary.json").utf8))
    return try #require((summary as? [String: Any])?["parameters_hash"] as? String)
  }

  @Test func `a killed run asks nothing twice, and ends as one that was not killed`() throws {
    let whole = try start(Self.words + ["--expert", "page", "--out", "whole"])
    #expect(try teach(whole.port, whole.token, upTo: 60) == Array(0..<60))
    whole.process.waitUntilExit()
    #expect(whole.process.terminationStatus == 0)

    let broken = try start(Self.words + ["--expert", "page", "--out", "broken"])
    _ = try teach(broken.port, broken.token, upTo: 42)
    #expect(try awaited(broken.port, broken.token) == 42)
    kill(broken.process.processIdentifier, SIGKILL)
    broken.process.waitUntilExit()
    let given = try folder.text("broken/decisions.jsonl").split(separator: "\n").count
    #expect(given == 42)
    let resumed = try start(["train", "dagger", "--resume", "broken"])
    #expect(try teach(resumed.port, resumed.token, upTo: 60) == Array(42..<60))
    resumed.process.waitUntilExit()
    #expect(try parameters("broken") == parameters("whole"))
    #expect(
      try folder.text("broken/decisions.jsonl") == folder.text("whole/decisions.jsonl"))
  }

  @Test func `a signal while the person is awaited saves the run`() throws {
    let run = try start(Self.words + ["--expert", "page", "--out", "r"])
    _ = try teach(run.port, run.token, upTo: 5)
    kill(run.process.processIdentifier, SIGINT)
    run.process.waitUntilExit()
    #expect(run.process.terminationStatus == 130)
    #expect(try folder.text("errors").contains("saved after 5 steps; continue with --resume r\n"))
  }

  @Test func `lines that are typed teach, and their end saves the run`() throws {
    try folder.write("d\n\np3\ns*2\n", to: "input")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      ([Tool.path.path] + Self.words + ["--expert", "keyboard", "--out", "r"]).joined(
        separator: " ")
        + " <input 2>errors",
    ]
    shell.currentDirectoryURL = folder.url
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 1)
    #expect(
      try folder.text("errors").hasSuffix(
        "diorama: standard input is closed\nsaved after 7 steps; continue with --resume r\n"))
    let lines = try folder.text("r/decisions.jsonl").split(separator: "\n")
    #expect(lines.map { $0.contains("action") } == [true, false, false, false, false, true, true])
  }
}
