// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaDriving
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation
import Synchronization
import TestSupport
import Testing

/// A client of a page, which sends one request at a time.
struct PageClient: Sendable {
  private let port: UInt16
  private let token: String

  init(_ address: String) throws {
    let parts = address.split(separator: "/")
    port = try #require(parts[1].split(separator: ":").last.flatMap { UInt16($0) })
    token = String(parts[2])
  }

  /// Sends a request as it is, and returns all that is answered.
  func ask(
    _ method: String, _ path: String, headers: [String] = [], body: String = "",
    token: String? = nil, host: String = "localhost"
  ) throws -> String {
    let client = try RawClient(port: port)
    let lines =
      ["\(method) /\(token ?? self.token)/\(path) HTTP/1.1", "Host: \(host)", "Connection: close"]
      + headers + (method == "POST" ? ["Content-Length: \(body.utf8.count)"] : [])
    client.send((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    return client.receiveAll()
  }

  /// Sends a message as the page called `name`.
  func post(
    _ body: String, name: String = "me", headers: [String] = [], host: String = "localhost"
  ) throws -> String {
    try ask("POST", "do", headers: ["X-Diorama: \(name)"] + headers, body: body, host: host)
  }

  /// Returns what a reply that is well holds.
  func parse<Content: Decodable>(_ reply: String, as type: Content.Type) throws -> Content {
    try #require(reply.hasPrefix("HTTP/1.1 200 OK"), "\(reply)")
    let start = try #require(reply.range(of: "\r\n\r\n")).upperBound
    return try JSONDecoder().decode(Content.self, from: Data(reply[start...].utf8))
  }
}

/// A page that is served on a thread of its own, and its one client.
final class DrivenPage {
  struct State: Decodable {
    struct Controls: Decodable {
      struct Axis: Decodable {
        let lower: [String]
        let raise: [String]
      }
      struct Choice: Decodable { let keys: [String] }
      let axes: [Axis]
      let choices: [Choice]
    }
    let step: Int
    let saved: Int
    let seed: UInt64
    let ending: String?
    let isDone: Bool
    let controls: Controls
  }

  private final class Flags: Sendable {
    let isStopped = Atomic(false)
    let hasEnded = Atomic(false)
  }

  let folder: TemporaryFolder
  private let flags = Flags()
  let client: PageClient

  var recording: String { folder.path("données d'été") }

  init(
    _ id: String, horizon: Int? = nil, seed: UInt64 = 0, episodes: Int? = nil,
    in folder: TemporaryFolder? = nil
  ) throws {
    self.folder = try folder ?? TemporaryFolder()
    let path = self.folder.path("données d'été")
    let entry = try EnvironmentSuite.catalog.entry(id)
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(observation: .both, horizon: horizon), policy: "page", seed: seed,
      in: path)
    let made = try DrivePage(to: path, manifest, entry, episodes: episodes)
    client = try PageClient(made.address)
    nonisolated(unsafe) let page = made  // which only the thread uses from here on
    Thread { [flags] in
      unsafe page.run { flags.isStopped.load(ordering: .relaxed) }
      flags.hasEnded.store(true, ordering: .relaxed)
    }.start()
  }

  deinit { flags.isStopped.store(true, ordering: .relaxed) }

  /// Whether the page ends by itself within a time [s].
  func ends(within seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while !flags.hasEnded.load(ordering: .relaxed), ContinuousClock.now < end { usleep(10_000) }
    return flags.hasEnded.load(ordering: .relaxed)
  }

  private func parse(_ reply: String) throws -> State { try client.parse(reply, as: State.self) }

  func state() throws -> State { try parse(client.ask("GET", "state")) }
  func deed(_ body: String) throws -> State { try parse(client.post(body)) }

  func step(_ action: [Float], seen: Int) throws -> State {
    try deed(#"{"do": "step", "action": \#(action), "seen": \#(seen)}"#)
  }
}
