// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FlyingFox
import FlyingSocks
import Glibc
import Synchronization

/// A page in the browser that shows a run's questions and takes the answers.
///
/// It is served on this machine only, to those who know its address: a random token is part of it.
/// Everything it shows is read from the run's folder, so that it can be served by the process that trains
/// and by any other, and be open as often as one likes.
public final class LabelPage: Sendable {
  /// Where it is, such as `http://127.0.0.1:43211/…/`.
  public let address: String

  private let server: HTTPServer

  /// Begins to serve it.
  ///
  /// - Parameters:
  ///   - folder: The questions.
  ///   - port: Which port; nil for a free one.
  /// - Throws: ``LabelError/portInUse(_:)`` or ``LabelError/pageNotServed(reason:)``.
  public init(_ folder: QuestionFolder, port: UInt16? = nil) async throws(LabelError) {
    let token = Self.token()
    do {
      server = HTTPServer(
        address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port ?? 0), logger: .disabled,
        handler: LabelSite(folder, token: token))
      address = "http://127.0.0.1:\(try await Self.start(server))/\(token)/"
    } catch SocketError.failed(_, EADDRINUSE, _) {
      throw .portInUse(Int(port ?? 0))
    } catch SocketError.failed(_, _, let message) {
      throw .pageNotServed(reason: message)
    } catch {
      throw .pageNotServed(reason: "\(error)")
    }
  }

  /// Begins to serve it, and waits until it is there: for a thread that runs no tasks.
  ///
  /// - Parameters:
  ///   - folder: The questions.
  ///   - port: Which port; nil for a free one.
  /// - Returns: The page.
  /// - Throws: ``LabelError/portInUse(_:)`` or ``LabelError/pageNotServed(reason:)``.
  public static func open(_ folder: QuestionFolder, port: UInt16? = nil) throws -> LabelPage {
    let outcome = Outcome()
    Task.detached {
      do throws(LabelError) {
        outcome.set(.success(try await LabelPage(folder, port: port)))
      } catch {
        outcome.set(.failure(error))
      }
    }
    return try outcome.wait()
  }

  deinit { stop() }

  /// Ends it.
  public func stop() {
    Task.detached { [server] in await server.stop() }
  }

  /// 128 random bits.
  private static func token() -> String {
    // the one thing in the package that must not be reproducible: who knows a seed is not let in
    var dice = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(dice.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Starts `server`, waits until it listens, and returns on which port.
  private static func start(_ server: HTTPServer) async throws -> UInt16 {
    let (ports, report) = AsyncThrowingStream.makeStream(of: UInt16.self)
    Task.detached {
      do {
        try await server.run()
        report.finish()
      } catch {
        report.finish(throwing: error)
      }
    }
    Task.detached {
      try await server.waitUntilListening()
      if case .ip4(_, let port)? = await server.listeningAddress { report.yield(port) }
    }
    for try await port in ports { return port }
    throw SocketError.disconnected
  }

  /// How the start went, for a thread that waits for it.
  private final class Outcome: Sendable {
    private let page = Mutex<Swift.Result<LabelPage, LabelError>>(
      .failure(.pageNotServed(reason: "it did not begin")))
    private let isKnown = DispatchSemaphore(value: 0)

    func set(_ result: Swift.Result<LabelPage, LabelError>) {
      page.withLock { $0 = result }
      isKnown.signal()
    }

    func wait() throws(LabelError) -> LabelPage {
      isKnown.wait()
      return try page.withLock { $0 }.get()
    }
  }
}
