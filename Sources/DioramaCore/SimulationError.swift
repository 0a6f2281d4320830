// SPDX-License-Identifier: Apache-2.0

/// An error in driving an environment; every case carries facts, and its description says what to do.
public enum SimulationError: Error, Hashable, Sendable {
  /// A step before the first reset.
  case notReset
  /// A step after the end of the episode.
  case episodeOver(Ending, stepCount: Int)
  /// An action with the wrong number of numbers.
  case actionCount(Int, expected: Int)
  /// An action that holds an infinite number or a NaN.
  case actionNotFinite(index: Int, value: Float)
  case actionOutOfBounds(index: Int, value: Float, bounds: ClosedRange<Float>)
  /// A discrete action that the action space does not have.
  case noSuchChoice(Int, count: Int)
  /// A continuous action where a discrete one is wanted, or the reverse.
  case wrongActionKind(space: Space)
  /// A simulation that blew up.
  case diverged(body: String, time: Double)
  /// A cloth that blew up.
  case clothDiverged(cloth: String, time: Double)
  /// A time step that the solver cannot make, with the reason.
  case notSimulated(reason: String)
  /// A snapshot of another environment.
  case foreignSnapshot(of: String, expected: String)
  /// A snapshot of an environment whose episodes are longer or shorter.
  case otherHorizon(Int, of: String, expected: Int)
  /// A snapshot that is too short, too long or holds impossible values.
  case damagedSnapshot(of: String)
  /// Goals that do not come in pairs of the right length.
  case goalCount(achieved: Int, desired: Int, goal: Int)
  /// An environment without a scripted expert.
  case noExpert(EnvironmentID)
  /// An expert that plans and cannot, with the reason.
  case notPlanned(reason: String)
  /// An image that cannot be drawn, with the reason.
  case notDrawn(reason: String)
}

extension SimulationError {
  /// Whether the physics diverged, which is no mistake of the caller.
  package var isDivergence: Bool {
    switch self {
    case .diverged, .clothDiverged, .notSimulated: true
    default: false
    }
  }
}

extension SimulationError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .notReset:
      "no episode is under way; call reset first"
    case .episodeOver(let ending, let stepCount):
      "the episode was \(ending) after \(stepCount) steps; call reset before the next step"
    case .actionCount(let count, let expected):
      "the action has \(count) elements; this environment takes \(expected)"
    case .actionNotFinite(let index, let value):
      "action[\(index)] is \(value); actions must be finite"
    case .actionOutOfBounds(let index, let value, let bounds):
      "action[\(index)] is \(value), outside \(bounds); clip it or use ClipAction"
    case .noSuchChoice(let index, let count):
      "the action is \(index), outside 0..<\(count)"
    case .wrongActionKind(let space):
      "the action is of the wrong kind; this environment takes \(space)"
    case .diverged(let body, let time):
      "body '\(body)' diverged at t = \(time) s; lower the time step or the force limit, then reset"
    case .clothDiverged(let cloth, let time):
      "cloth '\(cloth)' diverged at t = \(time) s; raise the numeric cloth_substeps, then reset"
    case .notSimulated(let reason): reason
    case .foreignSnapshot(let of, let expected):
      "the snapshot is of \(of), not of \(expected); restore it in an environment of its own kind"
    case .otherHorizon(let horizon, let of, let expected):
      "the snapshot of \(of) was taken with a horizon of \(horizon), not of \(expected); "
        + "restore it with the same horizon"
    case .damagedSnapshot(let of):
      "the snapshot of \(of) is damaged; take a new one"
    case .goalCount(let achieved, let desired, let goal):
      "\(achieved) achieved and \(desired) desired numbers are not two batches of goals with \(goal) numbers each"
    case .noExpert(let id):
      "\(id) has no scripted expert; plan with the policy 'mpc'"
    case .notPlanned(let reason):
      reason
    case .notDrawn(let reason):
      reason
    }
  }
}
