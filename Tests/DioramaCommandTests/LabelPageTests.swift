// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The program that serves the page, while it is attacked.
@Suite(.slow, .timeLimit(.minutes(20))) struct LabelPageTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder([
      "config.json": "{}",
      "questions/about.json": #"{"environment": "Pushing-v1", "budget": 2}"#,
      "questions/questions.jsonl":
        #"{"number": 0, "step": 250, "value": 0.5, "picture": "0000.png", "time": 0}"# + "\n",
      "errors": "", "output": "",
    ])
  }

  /// A program that has printed the address of its page.
  private final class Server {
    let process = Process()
    let port: UInt16
    let token: String
    private let folder: TemporaryFolder

    init(_ folder: TemporaryFolder) throws {
      self.folder = folder
      process.executableURL = Tool.path
      process.arguments = ["label", folder.path, "--page"]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: folder.file("output"))
      process.standardError = try FileHandle(forWritingTo: folder.file("errors"))
      try process.run()
      let end = ContinuousClock.now + .seconds(30)
      while try !folder.text("output").hasSuffix("\n"), ContinuousClock.now < end { usleep(10_000) }
      let parts = try folder.text("output").split(separator: "/")
      try #require(parts.count == 4)
      port = try #require(parts[1].split(separator: ":").last.flatMap { UInt16($0) })
      token = String(parts[2])
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Sends what asks for the state of the page.
    func ask() throws -> RawClient {
      let client = try RawClient(port: port)
      client.send(
        "GET /\(token)/state HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
      return client
    }

    /// What the program said beside the invitation.
    func notes() throws -> [String] {
      try folder.text("errors").split(separator: "\n").map(String.init)
        .filter { !$0.hasPrefix("open this page") }
    }

    func await(notes count: Int) throws {
      let end = ContinuousClock.now + .seconds(30)
      while try notes().count < count, ContinuousClock.now < end { usleep(10_000) }
    }

    /// Sends a signal, and returns after how long the program has ended [s].
    func end(by signal: Int32) -> Double {
      let start = ContinuousClock.now
      kill(process.processIdentifier, signal)
      while process.isRunning, ContinuousClock.now - start < .seconds(30) { usleep(10_000) }
      return (ContinuousClock.now - start) / .seconds(1)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends the page while it is attacked`(signal: Int32) throws {
    let server = try Server(folder)
    let line = Array("GET /\(String(repeating: "a", count: 2_000_000))".utf8)
    let attackers = try (0..<8).map { _ in try RawClient(port: server.port) }
    for attacker in attackers { attacker.send(line) }
    #expect(try server.ask().receiveAll().hasPrefix("HTTP/1.1 200 OK"))
    for attacker in attackers { attacker.send(line) }
    let seconds = server.end(by: signal)
    // a fifth of a second on a quiet machine
    #expect(seconds < 3)
    try #require(!server.process.isRunning)
    #expect(server.process.terminationReason == .exit && server.process.terminationStatus == 0)
  }

  @Test func `the page answers during and after 1,200 connections that say nothing`() throws {
    let server = try Server(folder)
    for _ in 0..<4 {
      var idle: [RawClient] = []
      for _ in 0..<300 { idle.append(try RawClient(port: server.port)) }
      #expect(try server.ask().receiveAll().hasPrefix("HTTP/1.1 200 OK"))
      idle.removeAll()
      #expect(try server.ask().receiveAll().hasPrefix("HTTP/1.1 200 OK"))
    }
    #expect(try server.notes().isEmpty)
  }

  @Test func `a page that has no file left for a connection says so and comes back`() throws {
    let server = try Server(folder)
    func allow(_ files: Int) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/prlimit")
      process.arguments = ["--pid", "\(server.process.processIdentifier)", "--nofile=\(files):"]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }
    try allow(3)
    let client = try server.ask()
    try server.await(notes: 1)
    let trouble =
      "diorama: the page on port \(server.port) takes no connections: Too many open files; "
      + "it comes back by itself"
    #expect(try server.notes() == [trouble])
    try allow(64)
    #expect(client.receiveAll().hasPrefix("HTTP/1.1 200 OK"))
    try server.await(notes: 2)
    #expect(
      try server.notes() == [trouble, "diorama: the page on port \(server.port) is back"])
  }
}
