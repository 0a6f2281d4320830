// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaRuns
import Foundation

/// What a person watches on the page, and decides there.
///
/// One thread uses it.
final class SupervisionSession: Driven {
  let controls: DriveControls
  /// The time that a step takes in the world [s].
  let period: Double
  let summary: String
  let configuration: RunConfiguration
  /// The name of the run's folder.
  let run: String
  /// The present moment; nil before the first one.
  private(set) var moment: SupervisedMoment?
  /// What was decided there; nil while it is awaited.
  private(set) var decision: Supervision?
  /// The number of steps that the person made since the program began.
  private(set) var takenCount = 0
  /// A number that changes with every moment.
  private(set) var version = 0
  /// The image of the present moment, once it was drawn.
  private var frame: [UInt8]?

  init(_ configuration: RunConfiguration, run: String) throws {
    let entry = try configuration.environmentEntry
    (period, summary) = (entry.controlPeriod, entry.summary)
    self.configuration = configuration
    self.run = URL(fileURLWithPath: run).standardizedFileURL.lastPathComponent
    let environment = try configuration.makeEnvironment()
    controls = try DriveControls(of: environment, seed: 0, DrivePage.defaultView)
    // so that a renderer that is missing is told at once
    _ = try environment.image(DrivePage.defaultView)
  }

  /// Shows a moment, at which nothing is decided yet.
  func show(_ moment: SupervisedMoment) {
    self.moment = moment
    (decision, frame) = (nil, nil)
    version += 1
  }

  func state() throws -> Data { try JSONEncoder().encode(SupervisionState(self)) }

  func draw() throws -> [UInt8] {
    if let frame { return frame }
    guard let moment else { throw DriveRefusal(description: "there is nothing to see yet") }
    let bytes = try PNG.encode(moment.environment.image(DrivePage.defaultView))
    frame = bytes
    return bytes
  }

  func take(_ message: DriveMessage) throws {
    guard [.step, .watch].contains(message.deed) else {
      throw DriveRefusal(
        description: "this is training, where each step stays; send a step or \"watch\"")
    }
    guard let moment, decision == nil else {
      throw DriveRefusal(isConflict: true, description: "the step before is still being made")
    }
    guard message.seen == moment.step else {
      throw DriveRefusal(
        isConflict: true,
        description:
          "training has made \(moment.step) steps, and the page showed \(message.seen ?? 0)")
    }
    guard message.deed == .step, let action = message.action else {
      decision = .student
      return
    }
    do throws(SimulationError) {
      try moment.environment.actionSpace.check(action)
    } catch {
      throw DriveRefusal(description: "\(error)")
    }
    takenCount += 1
    decision = .supervisor(action)
  }
}

/// The state that the page shows.
struct SupervisionState: Encodable {
  /// What there is beside what a ``DriveState`` has.
  struct Watched: Encodable {
    /// The number of steps of training so far, and of the whole run.
    let step: Int
    let steps: Int
    /// The number of steps that the person made.
    let taken: Int
    /// What the policy is about to do: numbers, or that of a choice.
    let proposal: [Float]
    /// Whether a step is being made, or the policy learns.
    let isBusy: Bool
  }

  let environment: String
  let summary: String
  let folder: String
  let episode: Int
  let step: Int
  let horizon: Int
  let sum: Double
  let success: Bool
  let period: Double
  let controls: DriveControls
  let metrics: [String: Double]
  let version: Int
  let watched: Watched

  init(_ session: SupervisionSession) {
    let moment = session.moment
    environment = session.configuration.environment
    summary = session.summary
    folder = session.run
    episode = moment?.episodeCount ?? 0
    step = moment?.episode.length ?? 0
    horizon = moment?.environment.horizon ?? 0
    sum = moment?.episode.episodeReturn ?? 0
    success = moment?.environment.metrics.isSuccess ?? false
    period = session.period
    controls = session.controls
    metrics = moment?.environment.metrics.finite ?? [:]
    version = session.version
    let proposal: [Float] =
      switch moment?.proposal {
      case .vector(let numbers)?: numbers
      case .index(let choice)?: [Float(choice)]
      case nil: []
      }
    watched = Watched(
      step: moment?.step ?? 0, steps: session.configuration.steps, taken: session.takenCount,
      proposal: proposal, isBusy: moment == nil || session.decision != nil)
  }
}

extension Metrics {
  /// The finite ones by name.
  var finite: [String: Double] {
    Dictionary(zip(names, values).filter { $0.1.isFinite }) { first, _ in first }
  }
}
