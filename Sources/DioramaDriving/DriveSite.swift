// SPDX-License-Identifier: Apache-2.0

import DioramaPages
import Foundation

/// The site of the page on which a person drives.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /TOKEN/`, `style.css`, `script.js`, `icon.svg` | the page |
/// | `GET /TOKEN/state` | a ``DriveState``, or in training a ``SupervisionState`` |
/// | `GET /TOKEN/frame.png` | the image of the present moment |
/// | `POST /TOKEN/do` | the same, once it is done; 400 or 409 with a line where it cannot be |
///
/// One page at a time drives, the one that was heard of last within ``patience``; others may look on.
final class DriveSite {
  private let driven: any Driven
  private let gate: PageGate

  /// The page that drives, and when it was last heard of.
  private var driver: (name: String, time: ContinuousClock.Instant)?

  /// The time after which a page that says nothing no longer drives [s].
  static let patience = 10.0

  init(_ driven: any Driven, token: String) {
    self.driven = driven
    gate = PageGate(token: token)
  }

  /// Answers `request`, and says whether it had the token.
  func reply(to request: PageRequest) -> (response: PageResponse, isKnown: Bool) {
    gate.reply(to: request, reply(to:for:))
  }

  private func reply(to request: PageRequest, for name: String) throws -> PageResponse {
    if name == "do" {
      return request.method == "POST" ? try take(request) : .wrongMethod("POST")
    }
    guard ["GET", "HEAD"].contains(request.method) else { return .wrongMethod("GET, HEAD") }
    if let file = Self.files.response(to: name) { return file }
    switch name {
    case "state":
      // a driver that only looks is still there
      if let name = request.headers["x-diorama"], name == driver?.name { hear(name) }
      return try state()
    case "frame.png":
      return PageResponse(
        status: .ok, headers: ["Content-Type": "image/png"], body: .bytes(try driven.draw()))
    default: return .line(.notFound, "there is nothing of this name")
    }
  }

  private func state() throws -> PageResponse {
    .content("application/json", try driven.state())
  }

  private static let example =
    #"send {"do": "step", "action": [0, 1], "seen": 0}, or "undo", "discard", "save" or "remove", in UTF-8"#

  private func take(_ request: PageRequest) throws -> PageResponse {
    if let refusal = PageGate.refusal(of: request) { return refusal }
    guard !request.body.contains(0), String(validating: request.body, as: UTF8.self) != nil,
      let message = try? JSONDecoder().decode(DriveMessage.self, from: Data(request.body)),
      message.isComplete
    else { return .line(.badRequest, Self.example) }
    let name = request.headers["x-diorama"] ?? ""
    if let driver, driver.name != name,
      ContinuousClock.now - driver.time < .seconds(Self.patience)
    {
      return .line(
        .conflict, "another page drives; close it, or wait \(Int(Self.patience)) seconds")
    }
    hear(name)
    do {
      try driven.take(message)
      return try state()
    } catch let refusal as DriveRefusal {
      return .line(refusal.isConflict ? .conflict : .badRequest, "\(refusal)")
    }
  }

  private func hear(_ name: String) { driver = (name, .now) }
}
