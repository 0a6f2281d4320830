// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Serves a page to this machine, on one thread of its own.
///
/// Written for the few routes of a page, because of what the servers at hand do not bound: FlyingFox
/// collects a line in quadratic time on the threads that all tasks share, and forgets its port when there are
/// too many open files. Hummingbird adds minutes to a first build, and SwiftNIO alone would still need most
/// of this beside it: who is let in, who has to go, what is said of a lost port.
///
/// Nothing here waits for a client, and all that one may take is bounded: see ``Limits`` and
/// ``PageRequestReader``. Those that have shown the token are the last that have to go.
///
/// A page whose port is lost says so, and opens it again.
final class PageServer {
  /// What clients may take.
  struct Limits: Sendable {
    /// How many connections there are at once.
    var connections = 64
    /// How long a request may take to arrive, in however many pieces [s].
    var request = 10.0
    /// How long a connection that has shown the token may be silent [s].
    var idle = 60.0
    /// How long a client may take none of what it is sent [s].
    var sending = 10.0
    /// How long and how much is still heard after the last answer, so that it is not lost [s], [bytes].
    var ending = 1.0
    var endingBytes = 4 << 20
  }

  private let limits: Limits
  private let port: UInt16
  private let isStopped: @Sendable () -> Bool
  private let note: @Sendable (String) -> Void
  private let reply: (PageRequest) -> (response: PageResponse, isKnown: Bool)

  /// Where clients come in; nil while it is lost.
  private var listener: Socket?
  private var connections: [PageConnection] = []
  /// Until when nobody is let in, or the port is not opened again.
  private var pauseEnd = ContinuousClock.now
  /// Whether it was said that nobody is let in.
  private var hasNotedTrouble = false

  /// Makes the server.
  ///
  /// - Parameters:
  ///   - listener: Where clients come in.
  ///   - port: The port of `listener`.
  ///   - limits: What clients may take.
  ///   - isStopped: Is asked several times a second.
  ///   - note: Is told when the page is lost, and when it is back.
  ///   - reply: What is said to a request, and whether it had the token.
  init(
    _ listener: Socket, port: UInt16, limits: Limits, isStopped: @escaping @Sendable () -> Bool,
    note: @escaping @Sendable (String) -> Void,
    reply: @escaping (PageRequest) -> (response: PageResponse, isKnown: Bool)
  ) {
    self.listener = listener
    self.port = port
    self.limits = limits
    self.isStopped = isStopped
    self.note = note
    self.reply = reply
    // most files are left to the work that the page belongs to
    self.connectionLimit = max(2, min(limits.connections, Socket.openFileLimit / 4))
  }

  private let connectionLimit: Int

  /// Serves until it is stopped.
  func run() {
    while !isStopped() {
      var now = ContinuousClock.now
      if listener == nil, now >= pauseEnd { reopen() }
      let letsIn = now >= pauseEnd
      var waiting = connections.map(\.interest)
      if letsIn, let listener {
        waiting.append(pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0))
      }
      Socket.wait(for: &waiting, milliseconds: 200)
      now = ContinuousClock.now
      for (connection, happened) in zip(connections, waiting) {
        if happened.revents != 0 {
          connection.advance(now, limits, reply)
        } else if connection.deadline <= now {
          connection.expire(now, limits)
        }
      }
      connections.removeAll(where: \.isOver)
      if letsIn, listener != nil, let happened = waiting.last, happened.revents != 0 {
        letIn(now)
      }
    }
  }

  private func letIn(_ now: ContinuousClock.Instant) {
    do {
      for _ in 0..<connectionLimit {
        guard let next = try listener?.accept() else { break }
        hasRecovered()
        guard connections.count < connectionLimit || leaveOne() else { continue }
        let connection = PageConnection(next, until: now + .seconds(limits.request))
        connection.advance(now, limits, reply)
        if !connection.isOver { connections.append(connection) }
      }
    } catch {
      guard error.isShortage else { return lose(error) }
      if leaveOne() { return }
      pauseEnd = now + .seconds(0.5)
      trouble("the page on port \(port) takes no connections: \(error.reason)")
    }
  }

  /// Ends the connection that is missed least, if there is one, and returns whether there was.
  private func leaveOne() -> Bool {
    let victim =
      connections.firstIndex { !$0.isKnown } ?? connections.firstIndex(where: \.isIdle)
    guard let victim else { return false }
    connections.remove(at: victim)
    return true
  }

  private func lose(_ failure: SocketFailure) {
    listener = nil
    pauseEnd = ContinuousClock.now + .seconds(0.2)
    trouble("the page on port \(port) was lost: \(failure.reason)")
  }

  private func reopen() {
    do {
      listener = try Socket(listeningAt: port)
      hasRecovered()
    } catch {
      pauseEnd = ContinuousClock.now + .seconds(1)
      trouble("the page on port \(port) cannot be opened again: \(error.reason)")
    }
  }

  /// Tells once what is wrong.
  private func trouble(_ line: String) {
    if !hasNotedTrouble { note(line + "; it comes back by itself") }
    hasNotedTrouble = true
  }

  private func hasRecovered() {
    if hasNotedTrouble { note("the page on port \(port) is back") }
    hasNotedTrouble = false
  }
}
