// SPDX-License-Identifier: Apache-2.0

internal import DioramaSceneFiles

/// An error in making a task from its scene.
public enum TaskError: Error, Hashable, Sendable {
  /// A scene without a body that the task needs.
  case missingBody(String, scene: String)
  /// A body of the scene that cannot move as the task needs it.
  case wrongMotion(body: String, expected: String)
  /// A scene without a box that the task needs.
  case missingShape(String, scene: String)
  /// A scene without a cloth that the task needs.
  case missingCloth(String, scene: String)
  /// A body without the one hinge, and nothing else, that it moves by.
  case missingHinge(body: String, scene: String)
  /// A body without a site that the task needs.
  case missingSite(String, body: String, scene: String)
  /// A body that hangs on no hinge, and is to be an arm's tool.
  case noHinge(body: String)
  /// A hinge of an arm without exactly one position actuator.
  case undrivenHinge(String)
  /// A scene without an actuator that moves a finger.
  case missingFinger(String, scene: String)
  /// A body that hangs on another number of hinges than the task's arm has.
  case hinges(Int, expected: Int, body: String)
  /// A control period that is not a whole number of time steps.
  case timeStep(Double, controlPeriod: Double)
  /// A number of time steps taken as one that does not divide those of a control period.
  case coarseness(Int, steps: Int)
  /// A parameter that is out of bounds or not of the right form.
  case parameter(String, values: [Double], expected: String)
  /// A fault of a scene file, with its place.
  case inScene(file: String, line: Int, fault: String)
}

extension TaskError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .missingBody(let body, let scene):
      "scene '\(scene)' has no body '\(body)', which its task needs"
    case .wrongMotion(let body, let expected):
      "body '\(body)' does not move as its task needs it; give it \(expected)"
    case .missingShape(let shape, let scene):
      "scene '\(scene)' has no box called '\(shape)' on the body it belongs to; its task needs one"
    case .missingCloth(let cloth, let scene):
      "scene '\(scene)' has no cloth '\(cloth)', which its task needs"
    case .missingHinge(let body, let scene):
      "body '\(body)' of scene '\(scene)' does not move as its task needs it; give it one <joint type=\"hinge\">"
    case .missingSite(let site, let body, let scene):
      "body '\(body)' of scene '\(scene)' has no site '\(site)', which its task needs"
    case .noHinge(let body):
      "'\(body)' hangs on no hinge; name what an arm of hinges carries"
    case .undrivenHinge(let hinge):
      "the arm's hinge '\(hinge)' needs one <position> actuator, no other, and no gear of 0"
    case .missingFinger(let finger, let scene):
      "scene '\(scene)' has no <position> actuator '\(finger)' with a ctrlrange, which its task needs"
    case .hinges(let count, let expected, let body):
      "body '\(body)' hangs on \(count) hinges; the task's arm has \(expected)"
    case .timeStep(let timeStep, let controlPeriod):
      "the time step \(timeStep) s does not divide the control period \(controlPeriod) s into 1 to"
        + " 100000 whole steps"
    case .coarseness(let count, let steps):
      "coarseness is \(count); it must divide the \(steps) time steps of a control step: "
        + (1...steps).filter { steps % $0 == 0 }.map(String.init).joined(separator: ", ")
    case .parameter(let name, let values, let expected):
      "numeric '\(name)' is \(values.map { "\($0)" }.joined(separator: " ")); it must be"
        + " \(expected)"
    case .inScene(let file, let line, let fault): "\(file):\(line): \(fault)"
    }
  }
}

extension TaskError {
  /// The element of the scene that is wrong; nil where it is not one that has a name.
  var subject: (kind: SceneSources.Kind, name: String)? {
    switch self {
    case .parameter(let name, _, _): (.parameter, name)
    case .wrongMotion(let body, _), .missingHinge(let body, _), .missingSite(_, let body, _),
      .hinges(_, _, let body):
      (.body, body)
    default: nil
    }
  }
}
