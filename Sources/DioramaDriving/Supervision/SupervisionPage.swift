// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
public import DioramaRuns

/// A page in the browser on which a person watches a policy in training, takes over, and gives back.
///
/// It looks like the ``DrivePage``, and acts as the supervisor of the run: training waits for the page at each step,
/// and the page waits for training while the policy learns.
public final class SupervisionPage: Supervisor {
  /// The address of the page, such as `http://127.0.0.1:43211/…/`.
  public let address: String

  private let session: SupervisionSession
  private let server: DriveServer
  private let isInterrupted: () -> Bool

  /// Opens the page, which is served while a decision is awaited.
  ///
  /// - Parameters:
  ///   - configuration: The configuration of the run.
  ///   - run: The run's folder, whose name is shown.
  ///   - port: The port; nil for any free one.
  ///   - isInterrupted: Asked several times a second; if true, the waiting ends.
  ///   - note: Is told when the port is lost and when it is back.
  /// - Throws: ``DrivePageError``, or an error of the environment.
  public init(
    _ configuration: RunConfiguration, run: String, port: UInt16? = nil,
    isInterrupted: @escaping () -> Bool = { false },
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    session = try SupervisionSession(configuration, run: run)
    server = try DriveServer(session, port: port, note: note)
    address = server.address
    self.isInterrupted = isInterrupted
  }

  public func decide(at moment: SupervisedMoment) throws -> Supervision {
    session.show(moment)
    server.run { [session, isInterrupted] in session.decision != nil || isInterrupted() }
    return session.decision ?? .interrupted
  }
}
