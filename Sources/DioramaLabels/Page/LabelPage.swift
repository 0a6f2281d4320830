// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaPages
public import DioramaRuns
import Glibc
import Synchronization

/// A page in the browser that shows a run's questions and takes the answers.
///
/// It is served on this machine only, to those who know its address, which contains a random token.
/// Everything it shows is read from the run's folder, so that the training process or any other can serve
/// it, and any number of browsers can show it.
public final class LabelPage: Sendable {
  /// The address of the page, such as `http://127.0.0.1:43211/…/`.
  public let address: String

  /// A flag that tells the server to stop.
  private final class End: Sendable {
    let isWanted = Atomic(false)
  }

  private let end = End()

  /// Begins to serve the page, on a thread of its own.
  ///
  /// - Parameters:
  ///   - folder: The questions.
  ///   - port: The port; nil for any free one.
  ///   - note: Is told, on that thread, when the port is lost and when it is back.
  /// - Throws: ``LabelError/portInUse(_:)`` or ``LabelError/pageNotServed(reason:)``.
  public convenience init(
    _ folder: QuestionFolder, port: UInt16? = nil,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(LabelError) {
    try self.init(folder, port: port, limits: PageServer.Limits(), note: note)
  }

  /// Begins to serve the page with other limits.
  ///
  /// - Parameters:
  ///   - folder: The questions.
  ///   - requestTime: The time that a request may take to arrive [s].
  ///   - connections: The most connections at once.
  ///   - note: Is told, on another thread, when the port is lost and when it is back.
  /// - Throws: ``LabelError/pageNotServed(reason:)``.
  package convenience init(
    _ folder: QuestionFolder, requestTime: Double = 10, connections: Int = 64,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(LabelError) {
    let limits = PageServer.Limits(connections: connections, request: requestTime)
    try self.init(folder, port: nil, limits: limits, note: note)
  }

  private init(
    _ folder: QuestionFolder, port: UInt16?, limits: PageServer.Limits,
    note: @escaping @Sendable (String) -> Void
  ) throws(LabelError) {
    let token = PageGate.token()
    do {
      let listener = try Socket(listeningAt: port ?? 0)
      let port = try listener.port
      address = "http://127.0.0.1:\(port)/\(token)/"
      let site = LabelSite(folder, token: token)
      try SystemThread.start { [end] in
        let server = PageServer(
          listener, port: port, limits: limits,
          isStopped: { end.isWanted.load(ordering: .relaxed) }, note: note,
          reply: site.reply(to:))
        server.run()
      }
    } catch let error as SocketFailure {
      throw error.code == EADDRINUSE
        ? .portInUse(Int(port ?? 0)) : .pageNotServed(reason: error.reason)
    } catch {
      throw .pageNotServed(reason: "\(error)")
    }
  }

  deinit { stop() }

  /// Stops serving the page, within a moment.
  public func stop() { end.isWanted.store(true, ordering: .relaxed) }
}
