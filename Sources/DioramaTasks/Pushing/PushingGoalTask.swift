// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics

/// `PushingGoal-v1`: push a mug onto a coaster that lies somewhere else in every episode.
///
/// # Task, Action, Start, Ending
/// As ``PushingTask``, except that the coaster lies uniformly within `goal_range` of its usual place, at
/// least 10 cm from the mug if one of 100 draws is so far away.
///
/// # Observation
/// The state of ``PushingTask``, and two goals of three numbers: x and y of the mug's centre (of the
/// coaster's, in the desired goal) [m], and the cosine of the mug's tilt (1, in the desired goal).
///
/// # Reward
/// A function of the two goals alone. `sparse`: 1 where they are within the success radius of each
/// other and the mug is upright, else 0. `dense`: 1 within the success radius, falling to 0.1 at
/// 25 cm beyond as ``tolerance(_:bounds:margin:)``; 0 where the mug is not upright.
///
/// # Source
/// ``PushingTask``; goals as in Andrychowicz et al. 2017, [*Hindsight Experience
/// Replay*](https://arxiv.org/abs/1707.01495).
public struct PushingGoalTask: StagedTask {
  public static let sceneName = PushingTask.sceneName
  public static let horizon = PushingTask.horizon
  public static let actionCount = PushingTask.actionCount
  public static let stateElements = PushingTask.stateElements
  public static let goalSpace: Space? = .box(low: [-1, -1, -1], high: [1, 1, 1])

  var stage: PushingStage

  public mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    stage.begin(in: world, layout: &layout)
    stage.moveGoal(in: world, layout: &layout)
  }

  /// The reward is a function of the goals: see ``goalReward(_:)``.
  public func denseReward(_ measures: PushingMeasures) -> Double { 0 }

  public func goals(_ world: RigidWorld) -> (achieved: [Float], desired: [Float]) {
    let mug = world.pose(of: stage.mug)
    let clipped = [mug.position.x, mug.position.y, stage.tiltCosine(mug)].map {
      min(max(Float($0), -1), 1)
    }
    return (clipped, [Float(stage.goal.x), Float(stage.goal.y), 1])
  }

  public func goalReward(_ kind: RewardKind) -> GoalReward? {
    let radius = stage.successRadius
    let uprightCosine = stage.uprightCosine
    return GoalReward(count: 3) { achieved, desired in
      let a = Array(achieved)
      let b = Array(desired)
      let distance = Vector3(Double(a[0] - b[0]), Double(a[1] - b[1]), 0).length
      guard Double(a[2]) >= uprightCosine else { return 0 }
      return switch kind {
      case .sparse: distance <= radius ? 1 : 0
      case .dense: Float(tolerance(distance, bounds: 0...radius, margin: 0.25))
      }
    }
  }
}
