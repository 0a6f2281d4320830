// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// `Draping-v1`: drape a cloth over a box.
///
/// # Task
/// A towel of 30 cm square, 25 × 25 particles and 25 g hangs by one edge on the bar of a hand that is
/// driven by a servo of limited force. A box of 10 × 16 × 24 cm stands on the table; it does not move.
/// The hand must carry the towel over the box and lower the bar behind it, so that the towel lies over
/// the top and hangs down evenly on both sides. The hand has no gripper and never lets go: the towel is
/// draped while its front edge is still held. The towel feels its own weight, the box, the table and
/// itself; it is too light for the hand to feel it.
///
/// The straight line from where the hand starts to where it should end goes through the box.
///
/// # Action
/// Three numbers in `-1...1`: how far the hand's target moves along x (away from the arm), y and z (up)
/// in a control period of 0.1 s; ±1 is 2 cm. The target stays in the workspace and within 4 cm of the
/// hand.
///
/// # Observation
///
/// | index | meaning | unit | range |
/// | --- | --- | --- | --- |
/// | 0, 1, 2 | middle of the bar | m | -1...1 |
/// | 3, 4, 5 | its velocity | m/s | -2...2 |
/// | 6, 7, 8 | the hand's target, seen from the hand | m | -0.1...0.1 |
/// | 9 … 35 | nine points of the towel, x, y and z of each | m | -1...1 |
/// | 36, 37 | middle of the box, x and y | m | -1...1 |
/// | 38, 39 | cosine and sine of the box's heading | – | -1...1 |
///
/// The nine points lie at a third, at two thirds and at the end of the towel's length from the bar: at
/// each, one at the edge with y < 0, one in the middle and one at the other edge. Values beyond a range
/// are clipped to it.
///
/// # Reward
/// `sparse`: 1 while the towel is draped, else 0. `dense`: `0.2 near + 0.4 cover + 0.4 cover level`,
/// where `cover` is the covered part of the box's top, `near` is 1 while the towel's middle is within
/// 2 cm of the middle of the top and falls to 0.1 at 30 cm beyond, and `level` is 1 while the hems are
/// within 3 cm of each other's height and falls to 0.1 at 10 cm beyond, both as
/// ``tolerance(_:bounds:margin:)``; 0 while the towel is crumpled.
///
/// # Success
/// At least 90 % of the box's top is covered by cloth that lies within 2 cm above it; the mean heights of
/// the front hem (on the bar) and of the back hem differ by 3 cm at most; at most 2 % of the
/// pairs of cells next but one to each other are folded by more than 120° (`Cloth.crumpling`: 0.2 % in a
/// draped towel, 9 % in a heap); and the root of the particles' mean square speed is at most 2 cm/s.
/// `scenes/draping.xml` holds these thresholds. An image does not show the last of them: the metric
/// `looks_solved` is success without it, and is what an oracle answers about an image.
///
/// # Start
/// The towel hangs still, its hem 4 cm above the table, 36 cm before the box's middle; the hand stands
/// within ±2 cm of its place (±1 cm in height), the box within ±2 cm and ±0.15 rad of its own.
///
/// # Ending
/// Never terminates; truncated after 60 steps. Success counts at the end.
///
/// # Source
/// The visual draping task of Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without
/// Reward Engineering*](https://arxiv.org/abs/1904.07854), Section VI; what is measured follows Lin et al.
/// 2020, [*SoftGym*](https://arxiv.org/abs/2011.07215).
public struct DrapingTask: StagedTask {
  public static let sceneName = "draping"
  public static let horizon = 60
  public static let actionCount = 3

  public static let stateElements: [StateElement] = {
    var elements = StateElement.axes("hand", "m", -1...1, .hand)
    elements += StateElement.axes("hand velocity", "m/s", -2...2, .hand)
    elements += StateElement.axes("target offset", "m", -0.1...0.1, .hand)
    for row in ["third", "two thirds", "end"] {
      for column in ["right", "middle", "left"] {
        elements += StateElement.axes("cloth \(row) \(column)", "m", -1...1, .place)
      }
    }
    return elements + [
      StateElement("box x", "m", -1...1, .place),
      StateElement("box y", "m", -1...1, .place),
      StateElement("box heading cosine", "", -1...1),
      StateElement("box heading sine", "", -1...1),
    ]
  }()

  var stage: DrapingStage

  public func denseReward(_ measures: DrapingMeasures) -> Double {
    guard measures.crumpling <= stage.limits.crumpling else { return 0 }
    let (cover, hems) = (measures.coverage, measures.hemDifference)
    let distance = measures.middleDistance
    return 0.2 * tolerance(distance, bounds: 0...0.02, margin: 0.3) + 0.4 * cover
      + 0.4 * cover * tolerance(hems, bounds: 0...stage.limits.hemDifference, margin: 0.1)
  }
}
