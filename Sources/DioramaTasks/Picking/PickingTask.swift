// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaPhysics

/// `Picking-v1`: pick up a block and put it into a tray.
///
/// # Task
/// A red block lies on a table with two other things, a tray beside them. A gripper of two fingers, driven by a servo of
/// limited force, takes the block by friction alone, and lets go of it in the tray.
///
/// # Action
/// Four numbers in `-1...1`. Three say how far the hand's target moves along x (away from the arm), y and z in a
/// control period of 0.1 s; ±1 is 3 cm. The target stays in the workspace and within 4 cm of the hand. The fourth is
/// where the fingers are driven, with at most 8 N each: -1 is open, 1 is closed.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1, 2 | the fingertips | m | -1...1 |
/// | 3, 4, 5 | their velocity | m/s | -2...2 |
/// | 6, 7, 8 | the hand's target, seen from the hand | m | -0.1...0.1 |
/// | 9, 10, 11 | centre of the block | m | -1...1 |
/// | 12, 13, 14 | its velocity | m/s | -2...2 |
/// | 15, 16 | cosine and sine of its heading | – | -1...1 |
/// | 17 | how far a finger has closed | m | 0...0.1 |
/// | 18 | how far the fingers are told to close: 0 is open, 1 is closed | – | 0...1 |
/// | 19, 20 | the blue cylinder, x and y | m | -1...1 |
/// | 21, 22 | the yellow bar, x and y | m | -1...1 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the block is at rest in the tray and the fingertips are 8 cm away or more, else 0. `dense`: in
/// the tray `0.8 + 0.2 away`, where `away` is 1 from a distance of 8 cm of the fingertips on and falls to 0.1 where
/// they are at the block; else `0.2 reach + 0.2 lift + 0.3 lift place`, where `reach` is 1 while the fingertips are within 1 cm of the
/// block's centre and falls to 0.1 at 15 cm beyond, `lift` grows from 0 on the table to 1 at 5 cm above it, and `place` is 1
/// over the tray and falls to 0.1 at 25 cm beyond, all as ``tolerance(_:bounds:margin:)``.
///
/// # Start
/// Block, cylinder and bar lie within x = -0.12 to 0.1 m and y = -0.2 to 0.02 m, 9 cm from each other, turned by up to 45°;
/// the hand is at rest above them, open. `scenes/picking.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 70 steps. Success counts at the end.
///
/// # Source
/// The picker of Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
/// Engineering*](https://arxiv.org/abs/1904.07854).
public struct PickingTask: StagedTask {
  public static let sceneName = "picking"
  public static let horizon = 70
  public static let actionCount = 4

  public static let stateElements =
    StateElement.axes("fingertips", "m", -1...1, .hand)
    + StateElement.axes("fingertips velocity", "m/s", -2...2, .hand)
    + StateElement.axes("target offset", "m", -0.1...0.1, .hand)
    + StateElement.axes("block", "m", -1...1, .place)
    + StateElement.axes("block velocity", "m/s", -2...2) + [
      StateElement("block heading cosine", "", -1...1),
      StateElement("block heading sine", "", -1...1),
      StateElement("finger closing", "m", 0...0.1, .hand),
      StateElement("grip", "", 0...1, .hand),
      StateElement("cylinder x", "m", -1...1), StateElement("cylinder y", "m", -1...1),
      StateElement("bar x", "m", -1...1), StateElement("bar y", "m", -1...1),
    ]

  var stage: PickingStage

  public func act(_ action: [Float], in world: RigidWorld, period: Double) {
    stage.hand.move(by: Vector3(action[..<3], along: [0, 1, 2]), in: world, period: period)
    stage.gripper.act(action[3...], in: world, period: period)
  }

  /// The hand stays, and the fingers go on as they do.
  public func restingAction(_ world: RigidWorld) -> [Float] {
    [0, 0, 0, Float(2 * stage.grip(world) - 1)]
  }

  public func expertAction(_ world: RigidWorld) -> [Float]? {
    let move = stage.expert(world)
    let action = stage.hand.action(for: move.way, in: world)
    return [Float(action.x), Float(action.y), Float(action.z), move.closes ? 1 : -1]
  }

  public func denseReward(_ measures: PickingMeasures) -> Double {
    let distance = stage.success.distance
    if measures.isInTray {
      return 0.8 + 0.2
        * tolerance(measures.handDistance, bounds: distance...10, margin: distance)
    }
    let lift = min(max((measures.height - 0.02) / 0.05, 0), 1)
    let reach = tolerance(measures.handDistance, bounds: 0...0.01, margin: 0.15)
    let place = tolerance(measures.trayOffset, bounds: 0...stage.success.offset, margin: 0.25)
    return 0.2 * reach + 0.2 * lift + 0.3 * lift * place
  }
}
