// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An HTTP server for a page on this machine, on a single thread.
///
/// It is written for the few routes of a page, because available servers do not bound enough: FlyingFox
/// collects a line in quadratic time on the threads that all tasks share, and loses its port when there are
/// too many open files. Hummingbird adds minutes to a first build, and SwiftNIO would still need most of
/// this code: whom to admit, whom to drop, and what to do about a lost port.
///
/// Nothing here waits for a client, and the resources of each are bounded: see ``Limits`` and
/// ``PageRequestReader``. Clients that have shown the token are dropped last.
///
/// If the port is lost, the server reports it, and opens the port again.
package final class PageServer {
  /// The limits of time and resources for clients.
  package struct Limits: Sendable {
    /// The most connections at once.
    package var connections = 64
    /// The time that a request may take to arrive, in however many pieces [s].
    package var request = 10.0
    /// The time that a connection that has shown the token may be idle [s].
    package var idle = 60.0
    /// The time that a client may refuse to take any bytes of a response [s].
    package var sending = 10.0
    /// The time [s] and the number of bytes that are still read after the last response.
    ///
    /// Closing at once could lose the response.
    package var ending = 1.0
    package var endingBytes = 4 << 20

    /// Makes the usual limits, or some of them.
    package init(connections: Int = 64, request: Double = 10) {
      (self.connections, self.request) = (connections, request)
    }
  }

  private let limits: Limits
  private let port: UInt16
  private let isStopped: () -> Bool
  private let note: @Sendable (String) -> Void
  private let reply: (PageRequest) -> (response: PageResponse, isKnown: Bool)

  /// The listening socket; nil while the port is lost.
  private var listener: Socket?
  private var connections: [PageConnection] = []
  /// The end of a pause in accepting clients, or in opening the port again.
  private var pauseEnd = ContinuousClock.now
  /// Whether the present trouble was reported.
  private var hasNotedTrouble = false

  /// Makes the server.
  ///
  /// - Parameters:
  ///   - listener: The listening socket.
  ///   - port: The port of `listener`.
  ///   - limits: The limits for clients.
  ///   - isStopped: Asked several times a second; if true, the server ends.
  ///   - note: Is told when the port is lost, and when it is back.
  ///   - reply: Returns the response to a request, and whether it had the token.
  package init(
    _ listener: Socket, port: UInt16, limits: Limits, isStopped: @escaping () -> Bool,
    note: @escaping @Sendable (String) -> Void,
    reply: @escaping (PageRequest) -> (response: PageResponse, isKnown: Bool)
  ) {
    self.listener = listener
    self.port = port
    self.limits = limits
    self.isStopped = isStopped
    self.note = note
    self.reply = reply
    // most of the files that a process may open are left to the rest of the program
    self.connectionLimit = max(2, min(limits.connections, Socket.openFileLimit / 4))
  }

  private let connectionLimit: Int

  /// Serves until it is stopped.
  package func run() {
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
      for _ in 0..<connectionLimit where !isStopped() {
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

  /// Drops the most dispensable connection, and returns whether there was one.
  ///
  /// That is one that has not shown the token, or else an idle one.
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

  /// Reports trouble, once until it is over.
  private func trouble(_ line: String) {
    if !hasNotedTrouble { note(line + "; it comes back by itself") }
    hasNotedTrouble = true
  }

  private func hasRecovered() {
    if hasNotedTrouble { note("the page on port \(port) is back") }
    hasNotedTrouble = false
  }
}
