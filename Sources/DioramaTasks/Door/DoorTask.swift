// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// `Door-v1`: open the door of a cupboard by its lever.
///
/// # Task
/// A door hangs on a hinge with friction and damping, and has a lever. A finger, driven by a servo of
/// limited force, must come down behind the lever and pull it along the door's arc: a straight pull
/// from the start touches nothing.
///
/// # Action
/// Three numbers in `-1...1`: how far the hand's target moves along x (away from the arm), y (into
/// the cupboard) and z (up) in a control period of 0.1 s; ±1 is 2 cm. The target stays in the
/// workspace and within 4 cm of the hand.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1, 2 | hand, which is 2 cm above the finger's tip | m | -1...1 |
/// | 3, 4, 5 | the hand's velocity | m/s | -2...2 |
/// | 6, 7, 8 | the hand's target, seen from the hand | m | -0.1...0.1 |
/// | 9, 10 | the place behind the lever where a finger pulls, x and y | m | -1...1 |
/// | 11 | the angle by which the door is open | rad | 0...2 |
/// | 12 | the door's angular velocity | rad/s | -5...5 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the door is open by at least 45° and turns at no more than 0.1 rad/s, else 0. `dense`:
/// `0.3 reach + 0.7 open`, where `reach` is 1 while the hand is within 2 cm of the place behind the lever and
/// falls to 0.1 at 15 cm beyond, and `open` is 1 from 45° on and 0.1 where the door is shut, both as
/// ``tolerance(_:bounds:margin:)``.
///
/// # Start
/// The door is shut; the hand is at rest before and above the lever, within ±5 cm of its place along x and
/// y and ±4 cm along z. `scenes/door.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 50 steps. Success counts at the end.
///
/// # Source
/// The simulated door task of Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without
/// Reward Engineering*](https://arxiv.org/abs/1904.07854), figure 5; the scene is ours.
public struct DoorTask: StagedTask {
  public static let sceneName = "door"
  public static let horizon = 50
  public static let actionCount = 3

  public static let stateElements =
    StateElement.axes("hand", "m", -1...1, .hand)
    + StateElement.axes("hand velocity", "m/s", -2...2, .hand)
    + StateElement.axes("target offset", "m", -0.1...0.1, .hand) + [
      StateElement("lever x", "m", -1...1, .place),
      StateElement("lever y", "m", -1...1, .place),
      StateElement("door angle", "rad", 0...2),
      StateElement("door rate", "rad/s", -5...5),
    ]

  var stage: DoorStage

  public func denseReward(_ measures: DoorMeasures) -> Double {
    let limit = stage.success.angle
    return 0.3 * tolerance(measures.leverDistance, bounds: 0...0.02, margin: 0.15)
      + 0.7 * tolerance(measures.angle, bounds: limit...(.infinity), margin: limit)
  }
}
