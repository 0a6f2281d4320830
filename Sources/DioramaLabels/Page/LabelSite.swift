// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaPages
import DioramaRuns
import Foundation

/// The site of the page: the response to each request.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /TOKEN/`, `style.css`, `script.js`, `icon.svg` | the page |
/// | `GET /TOKEN/state` | a ``LabelState`` |
/// | `GET /TOKEN/questions/N.png`, `examples/N.png`, `curve.svg` | an image |
/// | `GET /TOKEN/film.mp4` | the latest video |
/// | `HEAD` of any of these | the same without the body |
/// | `POST /TOKEN/answer` | 204; 409 when the answer was changed meanwhile |
///
/// A request without the token, or for another host than this machine, gets 403; one with another method
/// 405; one for another path 404. No path of a request ever becomes that of a file: names are looked up.
struct LabelSite {
  private let folder: QuestionFolder
  private let gate: PageGate

  init(_ folder: QuestionFolder, token: String) {
    self.folder = folder
    gate = PageGate(token: token)
  }

  /// Answers `request`, and says whether it had the token.
  func reply(to request: PageRequest) -> (response: PageResponse, isKnown: Bool) {
    gate.reply(to: request, reply(to:for:))
  }

  private func reply(to request: PageRequest, for name: String) throws -> PageResponse {
    if name == "answer" {
      return request.method == "POST" ? try take(request) : .wrongMethod("POST")
    }
    let find: () throws -> PageResponse
    if let file = Self.files.response(to: name) {
      find = { file }
    } else if name == "state" {
      find = { .content("application/json", try LabelState(folder).json) }
    } else if let file = try file(name) {
      find = { Self.content(of: file.path, file.type, for: request) }
    } else {
      return .line(.notFound, "there is nothing of this name")
    }
    guard ["GET", "HEAD"].contains(request.method) else { return .wrongMethod("GET, HEAD") }
    return try find()
  }

  /// Returns the content of a file, or the requested range of it: Safari asks for videos in ranges.
  private static func content(
    of path: String, _ type: String, for request: PageRequest
  ) -> PageResponse {
    guard let version = FileVersion(path) else {
      return .line(.notFound, "there is nothing of this name")
    }
    let tag = "\"\(version.text)\""
    let headers = [
      "Content-Type": type, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache",
      "ETag": tag,
    ]
    if request.headers["if-none-match"] == tag {
      return PageResponse(status: .notModified, headers: headers)
    }
    let size = version.byteCount
    let whole = PageResponse(
      status: .ok, headers: headers, body: .file(path: path, start: 0, count: size))
    guard request.method == "GET", let range = request.headers["range"],
      let bounds = bounds(range, of: size)
    else { return whole }
    var part = whole
    guard let bounds = bounds.range else {
      part = .line(.rangeNotSatisfiable, "the file has \(size) bytes")
      part.headers["Content-Range"] = "bytes */\(size)"
      return part
    }
    part.status = .partialContent
    part.headers["Content-Range"] =
      "bytes \(bounds.lowerBound)-\(bounds.upperBound - 1)/\(size)"
    part.body = .file(path: path, start: bounds.lowerBound, count: bounds.count)
    return part
  }

  /// Parses a range of a file of `size` bytes, such as `bytes=2-4`, `bytes=2-` or `bytes=-3`.
  ///
  /// The result is nil where `text` is to be ignored, and has no range where the file has no such bytes.
  private static func bounds(_ text: String, of size: Int) -> (range: Range<Int>?, Void)? {
    guard text.hasPrefix("bytes=") else { return nil }
    let ends = text.dropFirst("bytes=".count)
      .split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2,
      ends.allSatisfy({ $0.utf8.count <= 15 && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    switch (Int(ends[0]), Int(ends[1])) {
    case (nil, nil): return nil
    case (nil, let count?):
      return (count == 0 || size == 0 ? nil : max(0, size - count)..<size, ())
    case (let first?, let last):
      if let last, last < first { return nil }
      return (first < size ? first..<min(size, (last ?? size) + 1) : nil, ())
    }
  }

  /// Returns the file that is served under `name`, if there is one.
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

  /// The message by which the page answers a question.
  private struct Message: Decodable {
    let question: Int
    /// The new answer; nil to withdraw the present one.
    let answer: Answer?
    /// The present answer, as the page showed it.
    let seen: Answer?
  }

  private func take(_ request: PageRequest) throws -> PageResponse {
    if let refusal = PageGate.refusal(of: request) { return refusal }
    // with a zero byte, the decoder would read UTF-16 or UTF-32
    guard !request.body.contains(0), String(validating: request.body, as: UTF8.self) != nil,
      let message = try? JSONDecoder().decode(Message.self, from: Data(request.body))
    else {
      return .line(.badRequest, #"send {"question": 0, "answer": "yes", "seen": null} in UTF-8"#)
    }
    do {
      try folder.answer(
        message.question, with: message.answer, replacing: message.seen, by: "web")
      return PageResponse(status: .noContent)
    } catch let error as LabelError {
      switch error {
      case .answeredMeanwhile: return .line(.conflict, "\(error)")
      case .unknownQuestion: return .line(.notFound, "\(error)")
      default: throw error
      }
    }
  }
}
