// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaPages
import Foundation

/// The site of the page on which a person drives.
///
/// | request | answer |
/// | --- | --- |
/// | `GET /TOKEN/`, `style.css`, `script.js`, `icon.svg` | the page |
/// | `GET /TOKEN/state` | a ``DriveState`` |
/// | `GET /TOKEN/frame.png` | the image of the present moment |
/// | `POST /TOKEN/do` | what was done, then a ``DriveState``; 400 or 409 with a line where it cannot be |
///
/// One page at a time drives, the one that was heard of last within ``patience``; others may look on.
final class DriveSite {
  private let session: DriveSession
  private let gate: PageGate

  /// The page that drives, and when it was last heard of.
  private var driver: (name: String, time: ContinuousClock.Instant)?

  /// The time after which a page that says nothing no longer drives [s].
  static let patience = 10.0

  init(_ session: DriveSession, token: String) {
    self.session = session
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
        status: .ok, headers: ["Content-Type": "image/png"], body: .bytes(try session.draw()))
    default: return .line(.notFound, "there is nothing of this name")
    }
  }

  private func state() throws -> PageResponse {
    .content("application/json", try DriveState(session).json)
  }

  /// A message of the page.
  fileprivate struct Message: Decodable {
    enum Deed: String, Decodable { case step, undo, discard, save, remove }
    let deed: Deed
    /// The numbers of an action, or that of a choice.
    let action: [Float]?
    let choice: Int?
    /// The number of steps that the page showed.
    let seen: Int?

    enum CodingKeys: String, CodingKey {
      case deed = "do"
      case action, choice, seen
    }
  }

  private static let example =
    #"send {"do": "step", "action": [0, 1], "seen": 0}, or "undo", "discard", "save" or "remove", in UTF-8"#

  private func take(_ request: PageRequest) throws -> PageResponse {
    if let refusal = PageGate.refusal(of: request) { return refusal }
    guard !request.body.contains(0), String(validating: request.body, as: UTF8.self) != nil,
      let message = try? JSONDecoder().decode(Message.self, from: Data(request.body))
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
      switch message.deed {
      case .step:
        guard let seen = message.seen, let action = message.taskAction else {
          return .line(.badRequest, Self.example)
        }
        try session.step(action, seen: seen)
      case .undo: try session.undo()
      case .discard: try session.discard()
      case .save: try session.save()
      case .remove: try session.remove()
      }
      return try state()
    } catch let refusal as DriveSession.Refusal {
      return .line(refusal.isConflict ? .conflict : .badRequest, "\(refusal)")
    }
  }

  private func hear(_ name: String) { driver = (name, .now) }
}

extension DriveSite.Message {
  fileprivate var taskAction: TaskAction? {
    switch (action, choice) {
    case (let numbers?, nil): .vector(numbers)
    case (nil, let index?): .index(index)
    default: nil
    }
  }
}
