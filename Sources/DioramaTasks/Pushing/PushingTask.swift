// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// `Pushing-v1`: push a mug onto a coaster.
///
/// # Task
/// A mug with a handle stands on a table. A hand behind it, driven by a servo of limited force,
/// pushes it onto a coaster. The friction that it meets is isotropic Coulomb friction.
///
/// # Action
/// Two numbers in `-1...1`: how far the hand's target moves along x (away from the arm) and y in a
/// control period of 0.1 s; ±1 is 2 cm. The target stays in the workspace and within 4 cm of the
/// hand.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1 | hand, x and y | m | -1...1 |
/// | 2, 3 | the hand's velocity | m/s | -2...2 |
/// | 4, 5 | the hand's target, seen from the hand | m | -0.1...0.1 |
/// | 6, 7, 8 | centre of the mug | m | -1...1 |
/// | 9, 10 | cosine and sine of the mug's heading (where its handle points) | – | -1...1 |
/// | 11, 12 | x and y of the mug's axis: both 0 while it stands upright | – | -1...1 |
/// | 13, 14 | the mug's velocity, x and y | m/s | -2...2 |
/// | 15 | the mug's turning rate about the vertical | rad/s | -20...20 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the mug stands upright within the success radius of the coaster's centre,
/// else 0. `dense`: `0.2 reach + 0.4 place + 0.4 centre` while the mug is upright, else 0, where
/// `reach` is 1 while the hand is within 8 cm of the mug's centre and falls to 0.1 at 20 cm beyond,
/// `place` is 1 within the success radius and falls to 0.1 at 25 cm beyond, and `centre` is 1 on the
/// coaster's centre and falls to 0.1 at twice the success radius, all as
/// ``tolerance(_:bounds:margin:)``. Without `centre` a mug on the very edge would be worth as much as
/// one in the middle, and the best policies fail as often as they succeed.
///
/// # Start
/// The mug stands uniformly within ±10 cm of the origin in x and y, at any heading; the hand is at rest
/// at x = -0.2 m, within ±1 cm, and y = 0, within ±5 cm. `scenes/pushing.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 50 steps. Success counts at the end.
///
/// # Source
/// The visual pushing task of Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning
/// without Reward Engineering*](https://arxiv.org/abs/1904.07854), Section VI.
public struct PushingTask: StagedTask {
  public static let sceneName = "pushing"
  public static let horizon = 50
  public static let actionCount = 2

  public static let stateElements = [
    StateElement("hand x", "m", -1...1, .hand),
    StateElement("hand y", "m", -1...1, .hand),
    StateElement("hand velocity x", "m/s", -2...2, .hand),
    StateElement("hand velocity y", "m/s", -2...2, .hand),
    StateElement("target offset x", "m", -0.1...0.1, .hand),
    StateElement("target offset y", "m", -0.1...0.1, .hand),
    StateElement("mug x", "m", -1...1, .place),
    StateElement("mug y", "m", -1...1, .place),
    StateElement("mug z", "m", -1...1, .place),
    StateElement("mug heading cosine", "", -1...1),
    StateElement("mug heading sine", "", -1...1),
    StateElement("mug axis x", "", -1...1),
    StateElement("mug axis y", "", -1...1),
    StateElement("mug velocity x", "m/s", -2...2),
    StateElement("mug velocity y", "m/s", -2...2),
    StateElement("mug turning rate", "rad/s", -20...20),
  ]

  var stage: PushingStage

  public func denseReward(_ measures: PushingMeasures) -> Double { stage.denseReward(measures) }
}
