// SPDX-License-Identifier: Apache-2.0

import DioramaPages
import Foundation

/// What the page shows, and what it changes; one thread uses it.
protocol Driven: AnyObject {
  /// The state that the page shows, as JSON.
  func state() throws -> Data

  /// The image of the present moment, as a PNG file.
  func draw() throws -> [UInt8]

  /// Does what a message of the page says.
  ///
  /// - Throws: ``DriveRefusal`` when it cannot be done; then nothing has changed.
  func take(_ message: DriveMessage) throws
}

/// A message that cannot be followed, which leaves everything as it was.
struct DriveRefusal: Error, CustomStringConvertible {
  /// Whether the page showed something else than there is now.
  var isConflict = false
  let description: String
}

/// The server of a page on this machine, for those who know its address, which contains a random token.
final class DriveServer {
  /// The address of the page, such as `http://127.0.0.1:43211/…/`.
  let address: String

  private let server: PageServer
  private let end: End

  /// What tells the server to stop.
  private final class End {
    var isWanted: () -> Bool = { false }
  }

  /// Opens the port.
  ///
  /// - Parameters:
  ///   - driven: What the page shows.
  ///   - port: The port; nil for any free one.
  ///   - note: Is told when the port is lost and when it is back.
  /// - Throws: ``DrivePageError``.
  init(
    _ driven: any Driven, port: UInt16?, note: @escaping @Sendable (String) -> Void
  ) throws(DrivePageError) {
    let token = PageGate.token()
    let end = End()
    self.end = end
    do throws(SocketFailure) {
      let listener = try Socket(listeningAt: port ?? 0)
      let port = try listener.port
      address = "http://127.0.0.1:\(port)/\(token)/"
      let site = DriveSite(driven, token: token)
      server = PageServer(
        listener, port: port, limits: PageServer.Limits(), isStopped: { end.isWanted() },
        note: note, reply: site.reply(to:))
    } catch {
      throw error.isInUse
        ? DrivePageError.portInUse(Int(port ?? 0)) : .notServed(reason: error.reason)
    }
  }

  /// Serves the page on this thread until it is stopped; meanwhile others wait, who asked when it was not served.
  ///
  /// - Parameter isStopped: Asked after each request, and several times a second.
  func run(until isStopped: @escaping () -> Bool) {
    end.isWanted = isStopped
    server.run()
  }
}
