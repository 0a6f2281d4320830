// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Foundation

/// The choice of actions in training: random ones in the warm-up, the learner's after it.
///
/// Several threads may choose with it; they act one after the other, since a learner's networks compute for
/// one at a time.
final class Explorer: @unchecked Sendable {
  let problem: Problem
  private let learner: any Learner
  private let practice: Practice
  private let lock = NSLock()

  init(_ learner: any Learner, _ problem: Problem, _ practice: Practice) {
    (self.learner, self.problem, self.practice) = (learner, problem, practice)
  }

  /// Returns an action of `lane`, which observes `seen` after `step` steps of training.
  func action(for seen: Seen, in lane: Lane, after step: Int) throws -> [Float] {
    if learner.isReady {
      // the policy draws in the warm-up too, so that the warm-up's length shifts no later draw
      let chosen = try lock.withLock { try lane.agent.act(seen, lane.exploration) }
      if step >= practice.warmupSteps { return chosen }
    }
    // the first decision in every so many steps
    if step % practice.heldSteps < practice.actionRepeat || lane.held.isEmpty {
      lane.held = problem.randomAction(lane.exploration)
    }
    return lane.held
  }
}

extension [Float] {
  /// Returns this action with Gaussian noise of the standard deviation `deviation` on each number, clipped to
  /// ±1.
  func noisy(_ deviation: Float, _ random: RandomSource) -> [Float] {
    map { Swift.min(Swift.max($0 + deviation * Float(random.stream.normal()), -1), 1) }
  }
}
