// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import FlyingFox
import Foundation

/// What the page's server says to each request.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /TOKEN/`, `style.css`, `script.js`, `icon.svg` | the page |
/// | `GET /TOKEN/state` | a ``LabelState`` |
/// | `GET /TOKEN/questions/N.png`, `examples/N.png`, `curve.svg`, `film.mp4` | a picture, the latest film |
/// | `POST /TOKEN/answer` | 204; 409 when the question is no longer open |
///
/// Whoever has not the token, or comes by another name than this machine's, gets 403; all else is 404. No
/// path of a request ever becomes that of a file: names are looked up.
struct LabelSite: HTTPHandler {
  private let folder: QuestionFolder
  private let token: [UInt8]

  init(_ folder: QuestionFolder, token: String) {
    self.folder = folder
    self.token = Array(token.utf8)
  }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    var response = await reply(to: request)
    for (name, value) in Self.headers { response.headers[HTTPHeader(name)] = value }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  /// What every answer carries: nothing is loaded from elsewhere, and nobody learns the token.
  private static let headers = [
    "Content-Security-Policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
      + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  ]

  private func reply(to request: HTTPRequest) async -> HTTPResponse {
    // as it was sent: neither decoded nor freed of dots
    let parts = request.target.path().split(separator: "/", omittingEmptySubsequences: false)
    guard Self.isThisMachine(request.headers[.host] ?? "") else {
      return Self.text(
        .forbidden, "this page is served to this machine only, as 127.0.0.1 or localhost")
    }
    guard parts.count >= 2, isToken(parts[1]) else {
      return Self.text(
        .forbidden, "the address lacks the right token; open the one that was printed")
    }
    let name = parts.dropFirst(2).joined(separator: "/")
    if parts.count == 2 {
      return HTTPResponse(
        statusCode: .permanentRedirect,
        headers: [.location: "/\(parts[1])/"], body: Data())
    }
    do {
      switch (request.method, name) {
      case (.POST, "answer"): return try await take(request)
      case (.GET, ""): return Self.content("text/html; charset=utf-8", Self.html)
      case (.GET, "style.css"): return Self.content("text/css; charset=utf-8", Self.style)
      case (.GET, "script.js"): return Self.content("text/javascript; charset=utf-8", Self.script)
      case (.GET, "icon.svg"): return Self.content("image/svg+xml", Self.icon)
      case (.GET, "state"):
        return HTTPResponse(
          statusCode: .ok, headers: [.contentType: "application/json"],
          body: try LabelState(folder).json)
      case (.GET, _):
        guard let file = try file(name) else { break }
        // it knows ranges, which Safari wants for films, but adds to them what may be too large
        var request = request
        let range = request.headers[HTTPHeader("Range")] ?? ""
        if range.split(whereSeparator: { !$0.isNumber }).contains(where: { $0.count > 15 }) {
          request.headers[HTTPHeader("Range")] = nil
        }
        return try await FileHTTPHandler(
          path: URL(fileURLWithPath: file.path), contentType: file.type
        )
        .handleRequest(request)
      default: break
      }
      return Self.text(.notFound, "there is nothing of this name")
    } catch {
      return Self.text(.internalServerError, "\(error)")
    }
  }

  /// The file that is shown under `name`, if there is one.
  private func file(_ name: String) throws -> (path: String, type: String)? {
    switch name {
    case "curve.svg": return LabelState.curve(folder).map { ($0, "image/svg+xml") }
    case "film.mp4": return LabelState.film(folder).map { ($0, "video/mp4") }
    default: break
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[1].dropLast(4)), parts[1] == "\(number).png"
    else {
      return nil
    }
    let pictures =
      switch parts[0] {
      case "questions": try folder.questions().map(\.picture)
      case "examples": folder.examples
      default: [String]()
      }
    return pictures.indices.contains(number) ? (pictures[number], "image/png") : nil
  }

  /// What the page sends.
  private struct Message: Decodable {
    let question: Int
    /// Nil to take it back.
    let answer: Answer?
    /// What the page showed as the answer.
    let seen: Answer?
  }

  private func take(_ request: HTTPRequest) async throws -> HTTPResponse {
    // other pages can neither set this header here nor hide where they are from
    let origin = request.headers[HTTPHeader("Origin")]
    guard request.headers[HTTPHeader("X-Diorama")] != nil,
      origin == nil || origin == "http://" + (request.headers[.host] ?? "")
    else { return Self.text(.forbidden, "answers are taken from the page itself only") }
    guard let length = request.headers[.contentLength].flatMap({ Int($0) }), length <= 1000,
      let message = try? JSONDecoder().decode(Message.self, from: await request.bodyData)
    else { return Self.text(.badRequest, #"send {"question": 0, "answer": "yes", "seen": null}"#) }
    do {
      try folder.answer(
        message.question, with: message.answer, replacing: message.seen, by: "web")
      return HTTPResponse(statusCode: .noContent)
    } catch let error as LabelError {
      switch error {
      case .answeredMeanwhile: return Self.text(.conflict, "\(error)")
      case .unknownQuestion: return Self.text(.notFound, "\(error)")
      default: throw error
      }
    }
  }

  /// Whether `host` names this machine, at whatever port: it may be forwarded.
  private static func isThisMachine(_ host: String) -> Bool {
    let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return ["127.0.0.1", "localhost"].contains(parts[0].lowercased())
      && (parts.count == 1 || UInt16(parts[1]) != nil)
  }

  /// Compares in a time that does not tell how much of it is right.
  private func isToken(_ text: Substring) -> Bool {
    let given = Array(text.utf8)
    guard given.count == token.count else { return false }
    return zip(given, token).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func text(_ status: HTTPStatusCode, _ line: String) -> HTTPResponse {
    HTTPResponse(
      statusCode: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: Data((line + "\n").utf8))
  }

  private static func content(_ type: String, _ text: String) -> HTTPResponse {
    HTTPResponse(statusCode: .ok, headers: [.contentType: type], body: Data(text.utf8))
  }
}
