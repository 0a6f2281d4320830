// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaRuns

/// A page in the browser on which a person drives an environment, which records it.
///
/// It is served on this machine only, to those who know its address, which contains a random token. The
/// scene stands still while nothing is pressed, unless the person lets time run; either way what was done is
/// recorded step by step, so that it replays bit for bit.
public final class DrivePage {
  /// The address of the page, such as `http://127.0.0.1:43211/…/`.
  public let address: String

  private let session: DriveSession
  private let server: DriveServer

  /// The view of the scene on the page.
  public static let defaultView = View(width: 480, height: 480)

  /// Makes the folder of a recording, or opens it to continue, and a page; ``run(isStopped:)`` serves it.
  ///
  /// - Parameters:
  ///   - folder: The path of a new or empty folder, or of a recording that was made with the same settings.
  ///   - manifest: The settings.
  ///   - entry: The environment.
  ///   - episodes: The number of episodes in all; nil for as many as the person likes.
  ///   - view: The view of the scene on the page.
  ///   - port: The port; nil for any free one.
  ///   - note: Is told when the port is lost and when it is back.
  /// - Throws: ``DrivePageError``, ``RecordingError``, or an error of the environment.
  public init(
    to folder: String, _ manifest: RecordingManifest, _ entry: Catalog.Entry, episodes: Int? = nil,
    view: View = DrivePage.defaultView, port: UInt16? = nil,
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    session = try DriveSession(to: folder, manifest, entry, total: episodes, view: view)
    server = try DriveServer(session, port: port, note: note)
    address = server.address
  }

  /// The number of episodes that are recorded.
  public var count: Int { session.writer.episodes.count }

  /// Serves the page on this thread until it is stopped, or for two seconds after the last episode.
  ///
  /// - Parameter isStopped: Asked several times a second.
  public func run(isStopped: @escaping () -> Bool) {
    var last: ContinuousClock.Instant?
    server.run { [session] in
      if session.isDone, last == nil { last = .now }
      if !session.isDone { last = nil }
      return isStopped() || last.map { ContinuousClock.now - $0 > .seconds(2) } ?? false
    }
  }
}

/// An error of the page on which a person drives.
public enum DrivePageError: Error, Hashable, Sendable {
  case portInUse(Int)
  case notServed(reason: String)
}

extension DrivePageError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .portInUse(let port):
      "port \(port) is in use; name another, or leave it out to get a free one"
    case .notServed(let reason):
      "the page cannot be served: \(reason)"
    }
  }
}
