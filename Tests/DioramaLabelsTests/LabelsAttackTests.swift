// SPDX-License-Identifier: Apache-2.0

import DioramaLabels
import DioramaLearners
import Foundation
import Synchronization
import TestSupport
import Testing

/// What others on this machine, and pages elsewhere, can send to the page.
@Suite(.slow, .timeLimit(.minutes(20))) struct LabelsAttackTests {
  private let run: LabelsFixture

  init() throws { run = try LabelsFixture(asking: 3) }

  /// A page, and what it noted.
  private final class Served: Sendable {
    let page: LabelPage
    private let noted: Noted

    final class Noted: Sendable {
      let lines = Mutex<[String]>([])
    }

    init(_ run: LabelsFixture, requestTime: Double = 10, connections: Int = 64) throws {
      let noted = Noted()
      self.noted = noted
      page = try LabelPage(run.folder, requestTime: requestTime, connections: connections) { line in
        noted.lines.withLock { $0.append(line) }
      }
    }

    var notes: [String] { noted.lines.withLock { $0 } }
    var token: String { String(page.address.split(separator: "/").last ?? "") }
    var port: UInt16 {
      get throws {
        let host = page.address.split(separator: "/")[1]
        return try #require(host.split(separator: ":").last.flatMap { UInt16($0) })
      }
    }

    /// What is answered to `request`, in which `TOKEN` stands for the token.
    func say(_ request: String) throws -> String {
      try say(Array(request.replacingOccurrences(of: "TOKEN", with: token).utf8))
    }

    func say(_ request: [UInt8]) throws -> String {
      let client = try RawClient(port: port)
      client.send(request)
      return client.receiveAll()
    }

    /// How the page answers one who knows the token, and after how long [s].
    func look() throws -> (status: String, seconds: Double) {
      let start = ContinuousClock.now
      let reply = try say(
        "GET /TOKEN/state HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let time = ContinuousClock.now - start
      return (String(reply.prefix(15)), time / .seconds(1))
    }
  }

  @Test
  func `a line of a megabyte is refused at once, from several clients, while the page answers`()
    throws
  {
    let served = try Served(run)
    let line = Array("GET /\(String(repeating: "a", count: 1_000_000)) HTTP/1.1\r\n".utf8)
    // the beginning alone is enough, and holds nobody up
    let patient = try (0..<8).map { _ in try RawClient(port: served.port) }
    for client in patient { client.send(line.prefix(100_000)) }
    let start = ContinuousClock.now
    for _ in 0..<4 {
      let reply = try served.say(line)
      #expect(reply.hasPrefix("HTTP/1.1 414 URI Too Long\r\n"))
      #expect(reply.hasSuffix("a request line has at most 2048 bytes\n"))
      #expect(try served.look().status == "HTTP/1.1 200 OK")
    }
    #expect(ContinuousClock.now - start < .seconds(20))  // quadratic, it is minutes
    for client in patient { #expect(client.receive().hasPrefix("HTTP/1.1 414")) }
  }

  @Test(arguments: [
    ("GET /TOKEN/ HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
    ("GET /TOKEN/ HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n\r\n", 400),
    ("GET /TOKEN/ HTTP/1.1\r\n\r\n", 400),
    ("GET /TOKEN/ HTTP/1.1\nHost: localhost\n\n", 400),
    ("GET /TOKEN/ HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
    ("GET /TOKEN/ HTTP/1.1\r\nHost: localhost\r\n more\r\n\r\n", 400),
    ("GET /TOKEN/ HTTP/1.1\r\nHost: local\0host\r\n\r\n", 400),
    ("GET /TOKEN/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /TOKEN/ï HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET  /TOKEN/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET TOKEN/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET http://example.com/TOKEN/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    ("GET /TOKEN/\r\n", 400),
    ("\u{16}\u{3}\u{1}\r\n", 400),
    ("GET /TOKEN/ HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
    ("POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n", 413),
    (
      "POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Length: 99999999999999999999999\r\n\r\n", 413
    ),
    ("POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: +1\r\n\r\n", 400),
    ("POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
    (
      "POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        + "Content-Length: 2\r\n\r\nab", 400
    ),
    ("POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    (
      "POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
    ),
    (
      "POST /TOKEN/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        + "Expect: 100-continue\r\n\r\n", 417
    ),
  ])
  func `what is no plain request is refused, and the page goes on`(request: String, status: Int)
    throws
  {
    let served = try Served(run)
    let reply = try served.say(request)
    #expect(reply.hasPrefix("HTTP/1.1 \(status) "))
    #expect(reply.contains("\r\nConnection: close\r\n"))
    #expect(reply.contains("\r\nContent-Security-Policy: default-src 'none';"))
    #expect(try served.look().status == "HTTP/1.1 200 OK")
  }

  @Test func `headers are bounded in length and in number`() throws {
    let served = try Served(run)
    let long = String(repeating: "a", count: 20_000)
    let many = String(repeating: "a: b\r\n", count: 101)
    for headers in ["a: \(long)\r\n", many] {
      let reply = try served.say("GET /TOKEN/ HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
      #expect(reply.hasPrefix("HTTP/1.1 431 "))
    }
    let cookies = "Cookie: \(long.prefix(8000))\r\n"  // of other pages on this machine
    let reply = try served.say(
      "GET /TOKEN/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(cookies)\r\n")
    #expect(reply.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test func `HEAD is GET without the body, and another method is refused with those there are`()
    throws
  {
    let served = try Served(run)
    func ask(_ method: String, _ path: String) throws -> (head: String, body: String) {
      let reply = try served.say(
        "\(method) /TOKEN/\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
      let parts = reply.components(separatedBy: "\r\n\r\n")
      return (parts[0], parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
    for path in ["", "style.css", "state", "questions/0.png", "nothing"] {
      let (whole, head) = (try ask("GET", path), try ask("HEAD", path))
      #expect(whole.head == head.head, "\(path)")
      #expect(!whole.body.isEmpty && head.body.isEmpty, "\(path)")
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"] {
      let (head, _) = try ask(method, "questions/0.png")
      #expect(head.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n"))
    }
    #expect(
      try ask("GET", "answer").head.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\n"))
  }

  @Test func `answers are taken in UTF-8 only`() throws {
    let served = try Served(run)
    let text = #"{"question": 1, "answer": "yes", "seen": null}"#
    func send(_ body: [UInt8], _ type: String = "application/json") throws -> String {
      let head =
        "POST /\(served.token)/answer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "X-Diorama: 1\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n"
      return String(try served.say(Array(head.utf8) + body).prefix(12))
    }
    for encoding in [
      String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian,
      .utf32BigEndian,
    ] {
      let body = try #require(text.data(using: encoding))
      #expect(try send(Array(body)) == "HTTP/1.1 400")
    }
    #expect(try send(Array(text.utf8.dropLast()) + [0xff, 0x7d]) == "HTTP/1.1 400")
    #expect(try send(Array(text.utf8), "application/json; charset=UTF-16") == "HTTP/1.1 415")
    #expect(try run.answers == [nil, nil, nil])
    #expect(try send(Array(text.utf8), "application/json; charset=UTF-8") == "HTTP/1.1 204")
    #expect(try run.answers == [nil, .yes, nil])
  }

  @Test func `requests in one piece are answered in order, those in many pieces too`() throws {
    let served = try Served(run)
    let one = "GET /TOKEN/icon.svg HTTP/1.1\r\nHost: localhost\r\n"
    let last = one + "Connection: close\r\n\r\n"
    let reply = try served.say(String(repeating: one + "\r\n", count: 99) + last)
    #expect(reply.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == 101)
    let client = try RawClient(port: served.port)
    for byte in last.replacingOccurrences(of: "TOKEN", with: served.token).utf8 {
      client.send([byte])
    }
    #expect(client.receiveAll().hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test func `who sends a byte now and then is cut off`() throws {
    let served = try Served(run, requestTime: 1)
    let client = try RawClient(port: served.port)
    let start = ContinuousClock.now
    for byte in "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".utf8 {
      guard client.send([byte]), ContinuousClock.now - start < .seconds(4) else { break }
      usleep(100_000)
    }
    #expect(client.receiveAll().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    // one that never sends anything goes without a word
    let silent = try RawClient(port: served.port)
    #expect(silent.receiveAll().isEmpty)
    #expect(ContinuousClock.now - start < .seconds(15))
  }

  @Test func `more connections than there is room for make way for those with the token`() throws {
    let served = try Served(run, connections: 16)
    let known = try RawClient(port: served.port)
    let request = "GET /\(served.token)/icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n"
    known.send(request.utf8)
    #expect(known.receive().hasPrefix("HTTP/1.1 200 OK"))
    var idle: [RawClient] = []
    for _ in 0..<300 { idle.append(try RawClient(port: served.port)) }
    let meanwhile = try served.look()
    #expect(meanwhile.status == "HTTP/1.1 200 OK" && meanwhile.seconds < 2)
    known.send(request.utf8)
    #expect(known.receive().hasPrefix("HTTP/1.1 200 OK"))
    idle.removeAll()
    #expect(try served.look().status == "HTTP/1.1 200 OK")
    #expect(served.notes.isEmpty)
  }

  @Test func `a page whose port is lost says so and comes back`() throws {
    let served = try Served(run)
    let port = try served.port
    for round in 1...2 {
      #expect(RawClient.killListener(at: port))
      let end = ContinuousClock.now + .seconds(20)
      while served.notes.count < 2 * round, ContinuousClock.now < end { usleep(10_000) }
      #expect(try served.look().status == "HTTP/1.1 200 OK")
    }
    let lines = [
      "the page on port \(port) was lost: Invalid argument; it comes back by itself",
      "the page on port \(port) is back",
    ]
    #expect(served.notes == lines + lines)
  }

  @Test func `a request that nobody would write changes nothing`() throws {
    let served = try Served(run)
    var dice = RandomBytes(seed: 19)
    let seeds = [
      "GET /TOKEN/state HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST /TOKEN/answer HTTP/1.1\r\nHost: 127.0.0.1:80\r\nContent-Length: 2\r\n\r\n{}",
      "GET /TOKEN/film.mp4?a HTTP/1.0\r\nRange: bytes=0-1\r\n\r\n",
    ].map { Array($0.replacingOccurrences(of: "TOKEN", with: served.token).utf8) }
    for round in 0..<600 {
      var request = seeds[round % seeds.count]
      for _ in 0...dice.below(4) {
        let place = dice.below(request.count)
        switch dice.below(4) {
        case 0: request[place] = UInt8(dice.below(256))
        case 1: request.remove(at: place)
        case 2: request.insert(contentsOf: request[place...], at: dice.below(request.count))
        default:
          request.insert(
            [UInt8](arrayLiteral: 0, 10, 13, 32, 37, 58, 255)[dice.below(7)], at: place)
        }
      }
      let client = try RawClient(port: served.port)
      client.send(request)
      // the answer, if what is left is a request, is one of this page
      if round % 7 == 0 { #expect(try served.look().status == "HTTP/1.1 200 OK") }
    }
    #expect(try served.look().status == "HTTP/1.1 200 OK")
    #expect(try run.answers == [nil, nil, nil])
    #expect(served.notes.isEmpty)
  }

  private struct RandomBytes {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }
}
