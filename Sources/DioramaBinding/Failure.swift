// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import DioramaCore
internal import DioramaGridworlds
internal import DioramaPainting
internal import DioramaTasks

/// A failure of a call: its status and its message.
struct Failure: Error {
  let status: Int
  let text: String

  init(_ status: Int, _ text: String) {
    self.status = status
    self.text = text
  }

  static func invalid(_ text: String) -> Failure { Failure(DIORAMA_INVALID_ARGUMENT, text) }

  /// Makes the failure for an error of the libraries.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as SimulationError: self.init(Self.status(error), "\(error)")
    case let error as VectorError: self.init(Self.status(error), "\(error)")
    case let error as CatalogError: self.init(Self.status(error), "\(error)")
    case is SceneLibraryError: self.init(DIORAMA_NO_RESOURCES, "\(error)")
    case is TaskError: self.init(DIORAMA_INVALID_ARGUMENT, "\(error)")
    case OptionError.context: self.init(DIORAMA_RENDERING_UNAVAILABLE, "\(error)")
    case is OptionError, is GridMapError, is GridworldError, is SuccessSetError:
      self.init(DIORAMA_INVALID_ARGUMENT, "\(error)")
    // a damaged scene or map is not an error of the library
    default:
      self.init(
        EnvironmentSuite.isFaultOfFiles(error) ? DIORAMA_INVALID_ARGUMENT : DIORAMA_INTERNAL,
        "\(error)")
    }
  }

  private static func status(_ error: SimulationError) -> Int {
    switch error {
    case .notReset: DIORAMA_NOT_RESET
    case .episodeOver: DIORAMA_EPISODE_OVER
    case .actionNotFinite, .actionOutOfBounds, .noSuchChoice: DIORAMA_ACTION_OUT_OF_BOUNDS
    case .actionCount, .wrongActionKind, .goalCount, .noExpert, .notPlanned:
      DIORAMA_INVALID_ARGUMENT
    case .diverged, .clothDiverged, .notSimulated: DIORAMA_DIVERGED
    case .foreignSnapshot, .otherHorizon, .damagedSnapshot: DIORAMA_BAD_SNAPSHOT
    case .notDrawn: DIORAMA_RENDERING_UNAVAILABLE
    }
  }

  private static func status(_ error: VectorError) -> Int {
    switch error {
    case .noEnvironments, .tooMany, .tooLarge, .noWorkers, .tooManyWorkers, .noWorkerCommand,
      .noSuchProgram, .rowCount, .emptyMask, .noSeed, .notABlock, .noSuchWorker:
      DIORAMA_INVALID_ARGUMENT
    case .refused(_, let error): status(error)
    case .failed(_, let failure, _): status(failure)
    case .notMade: DIORAMA_WORKER_DIED
    case .closed: DIORAMA_CLOSED
    case .forked: DIORAMA_FORKED
    case .system: DIORAMA_SYSTEM
    }
  }

  /// Returns the status of one environment of a vector.
  static func status(_ failure: VectorFailure?) -> Int {
    switch failure {
    case nil: DIORAMA_OK
    case .diverged: DIORAMA_DIVERGED
    case .notDrawn: DIORAMA_RENDERING_UNAVAILABLE
    case .workerDied: DIORAMA_WORKER_DIED
    case .other: DIORAMA_INTERNAL
    }
  }

  private static func status(_ error: CatalogError) -> Int {
    switch error {
    case .unknownEnvironment, .unknownVersion: DIORAMA_UNKNOWN_ID
    case .unknownCamera, .size, .horizon, .notJoined: DIORAMA_INVALID_ARGUMENT
    }
  }
}

/// Runs the body of a call, and turns its error into a status and the thread's last error.
func status(of body: () throws -> Void) -> Int32 {
  do {
    try body()
    return Int32(DIORAMA_OK)
  } catch {
    let failure = Failure(error)
    LastError.set(failure.text)
    return Int32(failure.status)
  }
}
