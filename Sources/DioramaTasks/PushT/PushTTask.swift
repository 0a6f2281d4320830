// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaPhysics

/// `PushT-v1`: push a T onto its mark.
///
/// # Task
/// A block in the shape of a T lies on a table. A round pusher, driven by a servo of limited force, brings it
/// onto a mark of the same shape. Friction is isotropic Coulomb friction.
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
/// | 6, 7 | the T's centre of mass, x and y | m | -1...1 |
/// | 8, 9 | cosine and sine of its heading | – | -1...1 |
/// | 10, 11 | its velocity, x and y | m/s | -2...2 |
/// | 12 | its turning rate about the vertical | rad/s | -20...20 |
///
/// Values beyond a range are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the T covers at least 95 % of its mark, else 0. `dense`:
/// `0.1 reach + 0.4 near + 0.5 min(coverage / 0.95, 1)`, where `reach` is 1 while the hand is within 9 cm of the T's
/// centre and falls to 0.1 at 20 cm beyond, and `near` is 1 where the T's points are in their places and falls to
/// 0.1 where they are 15 cm away from them (the root of the mean square), both as
/// ``tolerance(_:bounds:margin:)``.
///
/// # Start
/// The T lies within ±15 cm of the mark's place in x and y, at any heading; the hand is at rest within ±20 cm,
/// and does not touch it. `scenes/push-t.xml` holds these numbers.
///
/// # Ending
/// Never terminates; truncated after 300 steps. Success counts at the end.
///
/// # Source
/// Florence et al. 2021, [*Implicit Behavioral Cloning*](https://arxiv.org/abs/2109.00137), and Chi et al. 2023,
/// [*Diffusion Policy*](https://arxiv.org/abs/2303.04137), whose sizes and measure of success it has.
public struct PushTTask: StagedTask {
  public static let sceneName = "push-t"
  public static let horizon = 300
  public static let actionCount = 2

  public static let stateElements = [
    StateElement("hand x", "m", -1...1, .hand),
    StateElement("hand y", "m", -1...1, .hand),
    StateElement("hand velocity x", "m/s", -2...2, .hand),
    StateElement("hand velocity y", "m/s", -2...2, .hand),
    StateElement("target offset x", "m", -0.1...0.1, .hand),
    StateElement("target offset y", "m", -0.1...0.1, .hand),
    StateElement("T x", "m", -1...1, .place),
    StateElement("T y", "m", -1...1, .place),
    StateElement("T heading cosine", "", -1...1),
    StateElement("T heading sine", "", -1...1),
    StateElement("T velocity x", "m/s", -2...2),
    StateElement("T velocity y", "m/s", -2...2),
    StateElement("T turning rate", "rad/s", -20...20),
  ]

  var stage: PushTStage

  /// Moves the hand; what the expert is about goes on with it, whoever acts.
  public mutating func act(_ action: [Float], in world: RigidWorld, period: Double) {
    stage.push = stage.planned(world)
    stage.hand.move(by: Vector3(action[...], along: [0, 1]), in: world, period: period)
  }

  public func denseReward(_ measures: PushTMeasures) -> Double {
    0.1 * tolerance(measures.handDistance, bounds: 0...0.09, margin: 0.2)
      + 0.4 * tolerance(measures.pointDistance, bounds: 0...0, margin: 0.15)
      + 0.5 * min(measures.coverage / stage.leastCoverage, 1)
  }
}
