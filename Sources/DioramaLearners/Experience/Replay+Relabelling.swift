// SPDX-License-Identifier: Apache-2.0

import DioramaCore
public import DioramaMath

/// The goal relabelling of hindsight experience replay (HER): a share of the sampled transitions gets goals
/// that were achieved in their episodes.
///
/// > Source: Andrychowicz et al. 2017, [*Hindsight Experience
/// > Replay*](https://arxiv.org/abs/1707.01495), section 4.5.
public enum GoalRelabelling: String, Hashable, Sendable, Codable, CaseIterable {
  /// No relabelling: goals stay as they were desired.
  case none

  /// A goal achieved later in the episode.
  case future

  /// The goal achieved at the end of the episode.
  case final

  /// A goal achieved at any time of the episode.
  case episode
}

extension GoalRelabelling {
  /// Checks that there are goals to relabel.
  func check(for problem: Problem, returnSteps: Int) throws(SettingsError) {
    guard self != .none else { return }
    guard problem.goalReward != nil, problem.layout.goalCount > 0, problem.layout.tileCount == 0
    else {
      throw .conflict(
        "relabelling is \(rawValue) and \(problem.environment) has no goals that can be replaced",
        remedy: "set relabelling=none, or learn PushingGoal-v1 from its state")
    }
    guard returnSteps == 1 else {
      throw .conflict(
        "relabelling is \(rawValue) and rewards are added up over \(returnSteps) steps",
        remedy: "set return_steps=1")
    }
  }
}

extension Replay {
  /// Relabels the goals and rewards of a share of `transitions`, which have one step each.
  ///
  /// - Parameters:
  ///   - transitions: The sampled transitions.
  ///   - strategy: The source of the goals.
  ///   - share: The probability that a transition is relabelled, `k / (k + 1)` with the paper's k.
  ///   - problem: The problem, which has the reward as a function of goals.
  ///   - stream: The random stream to draw from.
  public func relabel(
    _ transitions: inout [SampledTransition], by strategy: GoalRelabelling, share: Float,
    _ problem: Problem, from stream: inout RandomStream
  ) {
    guard strategy != .none, let reward = problem.goalReward else { return }
    for index in transitions.indices where Float(stream.uniform()) < share {
      let next = transitions[index].nextSlot
      // from where the transition ends to where the episode does
      var end = next
      while isTransition(end) { end = self.next(end) }
      let goal: Int
      switch strategy {
      case .none, .final: goal = end
      case .future: goal = slot(next, between: next, and: end, &stream)
      case .episode:
        var start = transitions[index].slot
        while let before = previous(start) { start = before }
        goal = slot(start, between: start, and: end, &stream)
      }
      transitions[index].goal = goal
      transitions[index].reward = reward.single(achievedGoal(next), achievedGoal(goal))
    }
  }

  private func slot(
    _ start: Int, between first: Int, and last: Int, _ stream: inout RandomStream
  ) -> Int {
    let ring = capacity - kept
    let count = (last < first ? last - first + ring : last - first) + 1
    let slot = start + stream.integer(below: count)
    return slot < capacity ? slot : slot - ring
  }
}
