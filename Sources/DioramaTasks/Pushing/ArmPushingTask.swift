// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaPhysics

/// `ArmPushing-v1`: push a mug onto a coaster with the tip of a jointed arm.
///
/// # Task
/// As ``PushingTask``, but for the arm: it is simulated, seven hinges driven to angles with limited torques, its weight
/// carried. Its links collide with the table, the mug and each other; a rod with a rubber tip pushes.
///
/// # Action
/// Two numbers in `-1...1`: how far the tip's target moves along x (away from the arm) and y in a control period of
/// 0.1 s; ±1 is 2 cm. The target stays in the workspace and within 4 cm of the tip along each axis. Inverse
/// kinematics finds the angles that the hinges are driven to, with the rod upright.
///
/// # Observation
/// The 16 numbers of ``PushingTask``, with the tip for the hand, and:
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 16 to 22 | angles of the hinges, from the base on | rad | -3...3 |
/// | 23 to 29 | their velocities | rad/s | -5...5 |
/// | 30 to 36 | how far each is driven beyond its angle | rad | -1...1 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward, Start, Ending
/// As ``PushingTask``. `scenes/arm-pushing.xml` holds the numbers.
///
/// # Source
/// ``PushingTask``.
public struct ArmPushingTask: StagedTask {
  public static let sceneName = "arm-pushing"
  public static let horizon = PushingTask.horizon
  public static let actionCount = PushingTask.actionCount
  public static let stateElements = PushingTask.stateElements + ArmControl.stateElements(7)

  var stage: PushingStage

  public func observe(_ world: RigidWorld) -> [Double] {
    stage.observe(world) + (stage.hand.arm?.state(world) ?? [])
  }

  public func denseReward(_ measures: PushingMeasures) -> Double { stage.denseReward(measures) }
}
