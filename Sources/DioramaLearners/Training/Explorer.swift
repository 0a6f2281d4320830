// SPDX-License-Identifier: Apache-2.0

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
