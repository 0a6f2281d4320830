// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A connection of a client to the page's server.
final class PageConnection {
  private enum State {
    case reading
    case writing
    /// The last response is sent; further input is discarded.
    case ending(bytes: Int)
    case over
  }

  private let socket: Socket
  private var state = State.reading
  private var reader = PageRequestReader()
  /// The bytes that are being sent, and the number of those sent.
  private var output: [UInt8] = []
  private var sent = 0
  /// The file that follows, and the number of its bytes that are left to send.
  private var file: (handle: FileHandle, count: Int)?
  private var staysOpen = true

  /// The time after which the present state has taken too long.
  private(set) var deadline: ContinuousClock.Instant
  /// Whether the client has shown the token.
  private(set) var isKnown = false

  init(_ socket: Socket, until deadline: ContinuousClock.Instant) {
    self.socket = socket
    self.deadline = deadline
  }

  var isOver: Bool { if case .over = state { true } else { false } }

  /// Whether no request has begun.
  var isIdle: Bool { if case .reading = state { !reader.hasBegun } else { false } }

  /// The event that it waits for.
  var interest: pollfd {
    let events = if case .writing = state { POLLOUT } else { POLLIN }
    return pollfd(fd: socket.descriptor, events: Int16(events), revents: 0)
  }

  /// Reads, answers and sends as far as possible without waiting.
  func advance(
    _ now: ContinuousClock.Instant, _ limits: PageServer.Limits,
    _ reply: (PageRequest) -> (response: PageResponse, isKnown: Bool)
  ) {
    do {
      // a bounded number of turns: other connections are waiting, too
      for _ in 0..<16 {
        switch state {
        case .reading:
          let hadBegun = reader.hasBegun
          let count = try socket.read(atMost: 16_384, into: &reader.bytes)
          if count == 0 {
            state = .over
            return
          }
          try take(now, limits, reply)
          if case .reading = state {
            if !hadBegun, reader.hasBegun { deadline = now + .seconds(limits.request) }
            if count == nil { return }
          }
        case .writing:
          guard try write(now, limits) else { return }
          try take(now, limits, reply)  // what was sent along with the request before
        case .ending(let left):
          var scrap: [UInt8] = []
          guard let count = try socket.read(atMost: 65_536, into: &scrap) else { return }
          state = count == 0 || count > left ? .over : .ending(bytes: left - count)
        case .over: return
        }
      }
    } catch {
      state = .over  // the client has gone, or its file
    }
  }

  /// Ends the connection that has taken too long; a request that has begun is answered with 408.
  func expire(_ now: ContinuousClock.Instant, _ limits: PageServer.Limits) {
    guard case .reading = state, reader.hasBegun else {
      state = .over
      return
    }
    let line = "a request arrives within \(Int(limits.request.rounded(.up))) seconds"
    let response = PageGate.dressed(.line(.requestTimeout, line, isLast: true))
    begin(response, hasBody: true, staysOpen: false, now, limits)
    do { _ = try write(now, limits) } catch { state = .over }
  }

  /// Answers the next request, if it is complete.
  private func take(
    _ now: ContinuousClock.Instant, _ limits: PageServer.Limits,
    _ reply: (PageRequest) -> (response: PageResponse, isKnown: Bool)
  ) throws {
    guard case .reading = state else { return }
    switch reader.next() {
    case .incomplete: break
    case .refused(let response):
      begin(PageGate.dressed(response), hasBody: true, staysOpen: false, now, limits)
    case .request(let request):
      let answer = reply(request)
      if answer.isKnown { isKnown = true }
      begin(
        answer.response, hasBody: request.method != "HEAD", staysOpen: request.staysOpen, now,
        limits)
    }
  }

  private func begin(
    _ response: PageResponse, hasBody: Bool, staysOpen: Bool, _ now: ContinuousClock.Instant,
    _ limits: PageServer.Limits
  ) {
    self.staysOpen = staysOpen && !response.isLast
    var head = "HTTP/1.1 \(response.status.rawValue) \(response.status.phrase)\r\n"
    for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) {
      head += "\(name): \(value)\r\n"
    }
    if ![.noContent, .notModified].contains(response.status) {
      head += "Content-Length: \(response.length)\r\n"
    }
    head += "Connection: \(self.staysOpen ? "keep-alive" : "close")\r\n\r\n"
    output = Array(head.utf8)
    sent = 0
    file = nil
    state = .writing
    deadline = now + .seconds(limits.sending)
    guard hasBody else { return }
    switch response.body {
    case .bytes(let bytes): output += bytes
    case .file(let path, let start, let count):
      guard let handle = FileHandle(forReadingAtPath: path),
        (try? handle.seek(toOffset: UInt64(start))) != nil
      else {
        state = .over
        return
      }  // it was there a moment ago
      file = (handle, count)
    }
  }

  /// Sends as much as possible, and returns whether the response is sent.
  private func write(_ now: ContinuousClock.Instant, _ limits: PageServer.Limits) throws -> Bool {
    if sent < output.count {
      let count = try socket.write(output, from: sent)
      if count > 0 { deadline = now + .seconds(limits.sending) }
      sent += count
      guard sent == output.count else { return false }
    }
    if let (handle, left) = file, left > 0 {
      let chunk = try handle.read(upToCount: min(left, 65_536)) ?? Data()
      guard !chunk.isEmpty else { throw CocoaError(.fileReadUnknown) }  // it was cut off meanwhile
      (output, sent, file) = (Array(chunk), 0, (handle, left - chunk.count))
      return false  // the others first
    }
    (output, sent, file) = ([], 0, nil)
    if staysOpen {
      state = .reading
      deadline = now + .seconds(isKnown && !reader.hasBegun ? limits.idle : limits.request)
    } else {
      socket.endOutput()
      state = .ending(bytes: limits.endingBytes)
      deadline = now + .seconds(limits.ending)
    }
    return true
  }
}
