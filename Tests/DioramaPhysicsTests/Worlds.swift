// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Foundation
import Testing

/// Makes the world that `xml` describes, written without its root element.
func makeWorld(_ xml: String) throws -> RigidWorld {
  try RigidWorld(Scene(xml: "<mujoco>\(xml)</mujoco>"))
}

extension RigidWorld {
  /// Integrates `count` time steps.
  func run(steps count: Int) throws {
    for _ in 0..<count { try step() }
  }

  /// Integrates as many time steps as `seconds` have.
  func run(seconds: Double) throws {
    try run(steps: Int((seconds / scene.options.timeStep).rounded()))
  }

  /// Returns the body called `name`.
  func body(_ name: String) throws -> BodyID { try #require(scene.body(named: name)) }

  /// Returns the joint called `name`.
  func joint(_ name: String) throws -> JointID { try #require(scene.joint(named: name)) }

  /// Returns where the body called `name` is [m].
  func position(_ name: String) throws -> Vector3 { try pose(of: body(name)).position }
}

/// Expects two numbers to differ by at most `tolerance`.
func expect(
  _ value: Double, near expected: Double, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(value - expected) <= tolerance, "\(value) is not \(expected) ± \(tolerance)",
    sourceLocation: sourceLocation)
}

/// Expects two vectors to be at most `tolerance` apart.
func expect(
  _ value: Vector3, near expected: Vector3, within tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    (value - expected).length <= tolerance, "\(value) is not \(expected) ± \(tolerance)",
    sourceLocation: sourceLocation)
}

/// The scenes that several suites use.
enum Worlds {
  /// Boxes that tumble onto each other and onto a table, turned so that no two are aligned.
  static func pile(count: Int = 6, settings: String = "") -> String {
    let boxes = (0..<count).map { i in
      """
      <body name="box_\(i)" pos="\(0.02 * Double(i % 3)) \(0.015 * Double(i % 2)) \(0.1 + 0.13 * Double(i))"
        euler="\(20 * i) \(35 + 10 * i) \(50 * i)">
        <freejoint/><geom type="box" size="0.05 0.04 0.06" friction="0.5"/>
      </body>
      """
    }
    return """
      <option timestep="0.005"/><custom>\(settings)</custom>
      <worldbody>
        <geom type="box" size="2 2 0.5" pos="0 0 -0.5" friction="0.5"/>
        \(boxes.joined())
      </worldbody>
      """
  }
}
