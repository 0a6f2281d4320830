// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
internal import DioramaScene

/// A jointed arm: hinges with position actuators, whose targets inverse kinematics finds for its tool.
///
/// Torques are limited by the actuators' `forcerange`, and a body's `gravcomp` carries its weight. As the hand
/// does, the tool's target never leads the tool by more than two actions, so that a blocked arm pushes no
/// harder the longer it is blocked. What the arm aims at is in the world's controls.
public struct ArmControl: Embodiment {
  /// What the numbers of an action are.
  public enum Mode: Hashable, Sendable {
    /// Displacements of the tool along these axes; ±1 is ``scale`` [m].
    case tool(axes: [Int])
    /// Turns of the hinges; ±1 is ``scale`` [rad].
    case joints
  }

  public let arm: ArmKinematics
  public let mode: Mode
  public let scale: Double
  /// The lowest and the highest corner of where the tool's target stays [m].
  public let workspace: (lower: Vector3, upper: Vector3)

  /// Makes the control of an arm.
  ///
  /// - Parameters:
  ///   - arm: The arm's kinematics.
  ///   - mode: What the numbers of an action are.
  ///   - scale: What ±1 stands for [m] or [rad].
  ///   - workspace: The lowest and the highest corner of where the tool's target stays [m].
  public init(
    _ arm: ArmKinematics, _ mode: Mode = .tool(axes: [0, 1, 2]), scale: Double,
    workspace: (lower: Vector3, upper: Vector3) = (Vector3(repeating: -10), Vector3(repeating: 10))
  ) {
    self.arm = arm
    self.mode = mode
    self.scale = scale
    self.workspace = workspace
  }

  public var actionCount: Int {
    switch mode {
    case .tool(let axes): axes.count
    case .joints: arm.links.count
    }
  }

  public func prepare(in world: RigidWorld) { aim(arm.angles(in: world), in: world) }

  public func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    let aims = aims(in: world)
    guard case .tool(let axes) = mode else {
      let now = arm.angles(in: world)
      aim(
        zip(zip(aims, now), action).map { old, number in
          min(max(old.0 + scale * Double(number), old.1 - 2 * scale), old.1 + 2 * scale)
        }, in: world)
      return
    }
    let positions = world.jointPositions
    let place = arm.pose(at: arm.angles(in: world), positions).position
    let target = arm.pose(at: aims, positions).position
    let goal = (target + scale * Vector3(action, along: axes))
      .clamped(lowerBound: place - 2 * scale, upperBound: place + 2 * scale)
      .clamped(lowerBound: workspace.lower, upperBound: workspace.upper)
    // an arm that is where it is asked to be, as near as inverse kinematics brings it, stays and comes to rest
    guard (goal - target).length > 3e-5 else { return }
    aim(arm.angles(reaching: goal, from: aims, positions), in: world)
  }

  /// Returns where the tool would be if the hinges had the angles that they are driven to [m].
  func target(in world: RigidWorld) -> Vector3 {
    arm.pose(at: aims(in: world), world.jointPositions).position
  }

  public func restingAction(_ world: RigidWorld) -> [Float] {
    Array(repeating: 0, count: actionCount)
  }

  public func tool(_ world: RigidWorld) -> Pose? { world.pose(of: arm.carrier) * arm.place }

  private func aim(_ angles: [Double], in world: RigidWorld) {
    for (link, angle) in zip(arm.links, angles) {
      world.controls[link.actuator.index] = link.gear * link.clamped(angle)
    }
  }
}
