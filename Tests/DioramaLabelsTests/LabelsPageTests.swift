// SPDX-License-Identifier: Apache-2.0

import DioramaLabels
import DioramaLearners
import DioramaRuns
import Foundation
import FoundationNetworking
import TestSupport
import Testing

@Suite(.slow) struct LabelsPageTests {
  private let run: LabelsFixture
  private let page: LabelPage

  init() throws {
    run = try LabelsFixture(asking: 3)
    page = try LabelPage(run.folder)
  }

  private struct Reply {
    let status: Int
    let body: Data
    let headers: [String: String]
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Asks for what is at `path` under the page's address, or for all of `address`.
  private func get(
    _ path: String = "", address: String? = nil, method: String = "GET",
    headers: [String: String] = [:], body: String? = nil
  ) async throws -> Reply {
    var request = URLRequest(url: try #require(URL(string: address ?? page.address + path)))
    request.httpMethod = method
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    request.httpBody = body.map { Data($0.utf8) }
    let (data, response) = try await URLSession.shared.data(for: request)
    let reply = try #require(response as? HTTPURLResponse)
    var found: [String: String] = [:]
    for (name, value) in reply.allHeaderFields {
      found["\(name)".lowercased()] = "\(value)"
    }
    return Reply(status: reply.statusCode, body: data, headers: found)
  }

  private func answer(
    _ body: String, headers: [String: String] = ["X-Diorama": "1"]
  ) async throws -> Reply {
    try await get("answer", method: "POST", headers: headers, body: body)
  }

  private var root: String {
    page.address.split(separator: "/").prefix(2).joined(separator: "//") + "/"
  }

  @Test func `the page, its state and its pictures are served`() async throws {
    for (path, type) in [
      ("", "text/html; charset=utf-8"), ("style.css", "text/css; charset=utf-8"),
      ("script.js", "text/javascript; charset=utf-8"), ("questions/2.png", "image/png"),
      ("examples/1.png", "image/png"),
    ] {
      let reply = try await get(path)
      #expect(reply.status == 200)
      #expect(reply.headers["content-type"] == type)
      let policy = try #require(reply.headers["content-security-policy"])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
      #expect(reply.headers["referrer-policy"] == "no-referrer")
    }
    let picture = try Data(contentsOf: URL(fileURLWithPath: run.folder.path + "/0002.png"))
    #expect(try await get("questions/2.png").body == picture)

    struct State: Decodable {
      struct Item: Decodable, Equatable {
        let number: Int
        let step: Int
        let answer: Answer?
      }
      let environment: String
      let budget: Int
      let examples: Int
      let questions: [Item]
      let curve: String?
      let resumption: String?
    }
    try run.folder.answer(1, with: .no, by: "terminal")
    let state = try JSONDecoder().decode(State.self, from: try await get("state").body)
    #expect((state.environment, state.budget, state.examples) == ("Pushing-v1", 25, 2))
    #expect(
      state.questions == [
        .init(number: 0, step: 10, answer: nil), .init(number: 1, step: 20, answer: .no),
        .init(number: 2, step: 30, answer: nil),
      ])
    #expect(state.curve == nil)
    #expect(state.resumption == "diorama train vice-raq --resume \(run.folder.run)")
  }

  @Test func `an answer is kept at once, undone, and refused when it comes late`() async throws {
    #expect(try await answer(#"{"question": 1, "answer": "yes", "seen": null}"#).status == 204)
    #expect(try run.answers == [nil, .yes, nil])
    #expect(try await answer(#"{"question": 1, "answer": null, "seen": "yes"}"#).status == 204)
    #expect(try run.answers == [nil, nil, nil])
    try run.folder.answer(1, with: .no, by: "terminal")
    let late = try await answer(#"{"question": 1, "answer": "yes", "seen": null}"#)
    #expect(late.status == 409)
    #expect(late.text == "question 1 was answered meanwhile: no, by terminal\n")
    #expect(try await answer(#"{"question": 3, "answer": "yes", "seen": null}"#).status == 404)
    for body in ["", "yes", #"{"question": 0, "answer": "maybe"}"#] {
      #expect(try await answer(body).status == 400)
    }
    #expect(try run.answers == [nil, .no, nil])
  }

  @Test func `nobody is let in without the token`() async throws {
    let token = try #require(page.address.split(separator: "/").last)
    #expect(token.count == 32)
    let wrong = (token.last == "0" ? "1" : "0")
    for path in [
      "", "state", "favicon.ico", token.dropLast() + wrong + "/state", token + "0/state",
    ] {
      #expect(try await get(address: root + path).status == 403, "\(path)")
    }
    let other = try LabelPage(run.folder)
    #expect(other.address.split(separator: "/").last != token)
  }

  @Test(arguments: ["example.com", "127.0.0.1.example.com:80", "localhost:80:80", ""])
  func `other names than this machine's are refused`(host: String) async throws {
    let reply = try await raw(host: host)
    #expect(reply.hasPrefix("HTTP/1.1 403"))
  }

  @Test func `answers from other pages are refused`() async throws {
    let body = #"{"question": 0, "answer": "yes", "seen": null}"#
    #expect(try await answer(body, headers: [:]).status == 403)
    let other = ["X-Diorama": "1", "Origin": "http://example.com"]
    #expect(try await answer(body, headers: other).status == 403)
    #expect(try run.answers[0] == nil)
    let own = ["X-Diorama": "1", "Origin": String(root.dropLast())]
    #expect(try await answer(body, headers: own).status == 204)
  }

  @Test(
    arguments: [
      "../config.json", "questions/../about.json", "questions/..%2fabout.json",
      "%2e%2e/config.json", "questions/0.png/../../about.json", "questions/about.json",
      "questions/00.png", "questions/-1.png", "questions/3.png", "questions//0.png",
      "examples/2.png", "curve.svg", "film.mp4", "films/a.mp4", "nothing",
    ])
  func `paths that lead elsewhere find nothing`(path: String) async throws {
    let status = try await raw(host: "localhost", path: path).split(separator: "\r\n")[0]
    #expect(status == "HTTP/1.1 404 Not Found")
  }

  @Test func `a port in use is told`() throws {
    let port = try #require(UInt16(page.address.split(separator: "/")[1].split(separator: ":")[1]))
    let error = #expect(throws: LabelError.portInUse(Int(port))) {
      try LabelPage(run.folder, port: port)
    }
    #expect(
      error?.description
        == "port \(port) is in use; name another, or leave it out to get a free one")
  }

  @Test func `a file edited into nonsense is told to the page`() async throws {
    try run.folder.answer(0, with: .yes, by: "web")
    try run.append("nonsense\n", to: "answers.jsonl")
    let reply = try await get("state")
    #expect(reply.status == 500)
    #expect(reply.text.contains("answers.jsonl', line 2, is malformed"))
  }

  @Test func `the latest film is served in parts`() async throws {
    let films = run.temporary.path("films")
    try FileManager.default.createDirectory(atPath: films, withIntermediateDirectories: true)
    try Data("old".utf8).write(to: URL(fileURLWithPath: films + "/step-000000100.mp4"))
    try Data("0123456789".utf8).write(to: URL(fileURLWithPath: films + "/step-000000200.mp4"))
    #expect(try await get("film.mp4?version").text == "0123456789")
    let part = try await get("film.mp4", headers: ["Range": "bytes=2-4"])
    #expect((part.status, part.text) == (206, "234"))
    for range in ["bytes=9223372036854775807-", "bytes=-99999999999999999999"] {
      let whole = try await get("film.mp4", headers: ["Range": range])
      #expect((whole.status, whole.text) == (200, "0123456789"))
    }
  }

  /// What is answered to a request that is sent as it is: a client of the library would change it.
  private func raw(host: String, path: String = "") async throws -> String {
    let parts = page.address.split(separator: "/")
    let address = parts[1].split(separator: ":")
    let request =
      "GET /\(parts[2])/\(path) HTTP/1.1\\r\\nHost: \(host)\\r\\nConnection: close\\r\\n\\r\\n"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", #"exec 3<>"/dev/tcp/$0/$1" && printf "%b" "$2" >&3 && cat <&3"#,
      String(address[0]), String(address[1]), request,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    // tasks must not wait for programs: the server is one, too
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in ended.resume() }
      do { try process.run() } catch { ended.resume(throwing: error) }
    }
    return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}
