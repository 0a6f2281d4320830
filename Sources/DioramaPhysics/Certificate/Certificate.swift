// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene
internal import DioramaSceneFiles
internal import Foundation

/// A certificate of the physics: measurements compared with closed forms.
public enum Certificate {
  /// A row of the certificate: one measured number.
  public struct Row: Hashable, Sendable {
    public let name: String
    public let measured: Double
    public let expected: Double
    /// The error: relative to the expected value, or in its unit, as the row was made.
    public let error: Double
    public let tolerance: Double
    /// Whether the error is within the tolerance.
    public var holds: Bool { error <= tolerance }

    /// Makes a row whose error is relative to the expected value.
    init(_ name: String, measured: Double, expected: Double, relativeTolerance: Double) {
      self.name = name
      self.measured = measured
      self.expected = expected
      error = abs(measured / expected - 1)
      tolerance = relativeTolerance
    }

    /// Makes a row whose error is the difference, in the unit of both.
    init(_ name: String, measured: Double, expected: Double, absoluteTolerance: Double) {
      self.name = name
      self.measured = measured
      self.expected = expected
      error = abs(measured - expected)
      tolerance = absoluteTolerance
    }
  }

  /// The experiments, each with a name and one or more rows.
  public static let experiments: [(name: String, run: @Sendable () throws -> [Row])] =
    [
      ("sliding", sliding), ("incline", incline), ("pendulum", pendulum), ("stack", stack),
      ("bouncing", bouncing), ("free fall", freeFall), ("spinning", spinning),
      ("welded masses", weldedMasses), ("turns", turns), ("armature", armature),
      ("door", door), ("stool", stool), ("fall", fall), ("swing", swing), ("grasp", grasp),
      ("straying", straying), ("rolling", rolling),
    ] + clothExperiments

  /// Runs every experiment.
  public static func rows() throws -> [Row] { try experiments.flatMap { try $0.run() } }

  /// The acceleration of gravity in all experiments [m/s²].
  package static let gravity = 9.81

  /// Makes a world from the body of a scene file.
  package static func world(
    timeStep: Double, _ body: String, settings: String = ""
  ) throws -> RigidWorld {
    let xml = """
      <mujoco>
        <option timestep="\(timeStep)" gravity="0 0 -\(gravity)"/>
        <custom>\(settings)</custom>
        <worldbody>\(body)</worldbody>
      </mujoco>
      """
    return try RigidWorld(Scene(xml: xml, name: "certificate", baseDirectory: nil))
  }

  /// Returns the body called `name`, which the experiment's scene has.
  static func body(_ name: String, in world: RigidWorld) -> BodyID {
    guard let body = world.scene.body(named: name) else {
      preconditionFailure("the experiment's scene has no body '\(name)'")
    }
    return body
  }
}
