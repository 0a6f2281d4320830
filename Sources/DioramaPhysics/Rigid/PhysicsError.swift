// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// An error in building or stepping a world.
public enum PhysicsError: Error, Hashable, Sendable {
  /// A parameter of the scene outside its range.
  case parameterOutOfRange(name: String, value: Double, range: ClosedRange<Double>)
  /// A parameter of the scene that must be a whole number, and is not.
  case parameterNotWhole(name: String, value: Double)
  /// A moving body without a mass.
  case massless(body: String)
  /// A moving body with moments of inertia that no solid can have, as of a mesh that is not closed.
  case impossibleInertia(body: String)
  /// A plane on a moving body.
  case movingPlane(shape: String)
  /// A free joint below another body.
  case nestedFreeJoint(body: String)
  /// A control that is infinite or NaN.
  case controlNotFinite(actuator: String, value: Double)
  /// More rows of the solver than a step may have, and the bodies with most of them.
  case tooManyRows(count: Int, limit: Int, bodies: [String])
  /// More pairs of shapes than a step may look at.
  case tooManyPairs(count: Int, limit: Int)
  /// A simulation that blew up.
  case diverged(body: String, time: Double)
  /// An assertion of ODE that failed.
  case solverFailed(reason: String, time: Double)
  /// A step after one in which an assertion failed.
  case lost(time: Double)
  /// A cloth with an impossible number, as of a sheet made in code: a scene file is checked as it is read.
  case impossibleCloth(cloth: String, quantity: String, value: Double, expected: String)
  /// A cloth whose integration steps are too long for its springs.
  case clothUnstable(cloth: String, timeStep: Double, substeps: Int, limit: Double)
  /// A cord that would shake the light body that it is pinned to.
  case cordTooStiff(cord: String, body: String, timeStep: Double, limit: Double)
  /// A cloth that blew up.
  case clothDiverged(cloth: String, time: Double)
  /// A body that cannot be attached: it is not simulated, or holds the holder itself.
  case cannotAttach(body: String, holder: String)
  /// A saved state that is not of this world.
  case stateCount(Int, expected: Int)
  /// A saved state with an impossible word.
  case damagedState(word: Int)
}

extension PhysicsError: CustomStringConvertible {
  /// One line: the fault, the value, the bound, and the remedy.
  public var description: String {
    switch self {
    case .parameterOutOfRange(let name, let value, let range):
      "numeric '\(name)' is \(value); it must lie in \(range)"
    case .parameterNotWhole(let name, let value):
      "numeric '\(name)' is \(value); it must be a whole number"
    case .massless(let body):
      "body '\(body)' moves but has no mass; give a geom a mass or density, or add an inertial"
    case .impossibleInertia(let body):
      "body '\(body)' has an inertia that no solid has; close its mesh, or add an inertial"
    case .movingPlane(let shape):
      "plane '\(shape)' is on a moving body; use a box, or put it into the world body"
    case .nestedFreeJoint(let body):
      "body '\(body)' has a free joint but is nested; move it to the top of the world body"
    case .controlNotFinite(let actuator, let value):
      "the control of actuator '\(actuator)' is \(value); controls must be finite"
    case .diverged(let body, let time):
      "body '\(body)' diverged at t = \(time) s; lower the time step or the force limit"
    case .tooManyRows(let count, let limit, let bodies):
      "\(count) constraints are coupled, most of them at "
        + bodies.map { "'\($0)'" }.joined(separator: " and ")
        + "; a step solves at most \(limit): pull the bodies apart, or set the numeric "
        + "quick_step_iterations to 8"
    case .tooManyPairs(let count, let limit):
      "\(count) pairs of geoms may touch; at most \(limit) are checked in a step: use contype and "
        + "conaffinity to exclude what cannot"
    case .solverFailed(let reason, let time):
      "the solver gave up at t = \(time) s (ODE: \(reason)); reset, and lower the time step or pull "
        + "apart what starts in one place"
    case .lost(let time):
      "the world was lost in the step at t = \(time) s; reset it, or restore a state"
    case .impossibleCloth(let cloth, let quantity, let value, let expected):
      "\(quantity) of cloth '\(cloth)' is \(value); it must be \(expected)"
    case .clothUnstable(let cloth, let timeStep, let substeps, let limit):
      "cloth '\(cloth)' would blow up at a time step of \(timeStep) s in \(substeps) "
        + "\(substeps == 1 ? "substep" : "substeps"); set "
        + "timestep below \(Self.rounded(limit * Double(substeps))) s, or the numeric cloth_substeps "
        + (timeStep / limit < 1000
          ? "to \(Int(timeStep / limit) + 1)" : "up, or make it softer or heavier")
    case .cordTooStiff(let cord, let body, let timeStep, let limit):
      "cord '\(cord)' would shake body '\(body)' at a time step of \(timeStep) s; set timestep below "
        + "\(Self.rounded(limit)) s, or make the cord softer or the body heavier"
    case .clothDiverged(let cloth, let time):
      "cloth '\(cloth)' diverged at t = \(time) s; raise the numeric cloth_substeps, or pull less"
    case .cannotAttach(let body, let holder):
      "body '\(body)' cannot be attached to '\(holder)'; attach a body with a joint, to one that it does not "
        + "hold itself"
    case .stateCount(let count, let expected):
      "the state has \(count) words; this world's has \(expected)"
    case .damagedState(let word):
      "word \(word) of the state is damaged; take a new one"
    }
  }

  /// Returns `x` with three digits, rounded down so that the advice holds.
  private static func rounded(_ x: Double) -> Double {
    guard x > 1e-300, x.isFinite else { return x }
    let scale = pow(10, (2 - log10(x).rounded(.down)))
    return (x * scale).rounded(.down) / scale
  }
}
