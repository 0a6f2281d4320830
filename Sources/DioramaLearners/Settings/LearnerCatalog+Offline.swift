// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// The learners from data sets, beside ``LearnerCatalog/behaviorCloning`` and ``LearnerCatalog/iql``.
extension LearnerCatalog {
  static let filteredCloning = LearnerEntry(
    "filtered-bc", BehaviorCloning.self, "Clone the best episodes of a data set.",
    discussion: fromData, needs: [.dataset], columns: [cloningLoss],
    defaults: .init(steps: 10_000), setting: ["best_share": .number(0.1)])

  static let conditionedCloning = LearnerEntry(
    "conditioned-bc", ConditionedCloning.self,
    "Clone a data set, each action for what was earned after it.",
    discussion: fromData, needs: [.dataset], columns: [cloningLoss],
    defaults: .init(steps: 10_000))

  static let awr = LearnerEntry(
    "awr", AWR.self, "Train with advantage-weighted regression, from a data set.",
    discussion: fromData, needs: [.dataset],
    columns: [
      valueLoss, column("actor_loss", "-exp(A / β) log π(a|s) of the data in the last update"),
      column("advantage", "R - V(s) in the last update, mean over the batch"),
    ])

  static let awac = LearnerEntry(
    "awac", AWAC.self, "Train with advantage-weighted actor-critic, from a data set.",
    discussion: fromData, needs: [.dataset],
    columns: [
      criticLoss, column("actor_loss", "-exp(A / λ) log π(a|s) of the data in the last update"),
      column("advantage", "min Q(s, a) - V(s) in the last update, mean over the batch"),
    ])

  static let td3Cloning = LearnerEntry(
    "td3-bc", TD3.self, "Train TD3 that clones as well, from a data set.",
    discussion: fromData, needs: [.continuousActions, .dataset],
    columns: [criticLoss, policyValue], without: offlineKeys + ["is_offline"],
    setting: ["is_offline": .bool(true), "value_weight": .number(2.5)])

  /// The settings that make TD3 learn from a data set.
  static let offlineTD3: Set = ["is_offline", "value_weight"]

  /// The settings that only matter where it acts.
  private static let offlineKeys: Set = [
    "warmup_steps", "held_steps", "action_repeat", "replay_capacity", "exploration_noise",
  ]

  static let cql = LearnerEntry(
    "cql", CQL.self, "Train with conservative Q-learning, from a data set.",
    discussion: fromData, needs: [.dataset],
    columns: [
      criticLoss,
      column("conservative_gap", "log Σ exp Q(s, ·) - Q(s, a) in the last update"),
      column("value", "min Q(s, a) of the policy's actions in the last update"),
      column("log_probability", "log π(a|s) of these actions: minus the entropy"),
      column("entropy_weight", "how much entropy counts for the policy"),
    ])

  static let bcq = LearnerEntry(
    "bcq", BCQ.self, "Train with batch-constrained Q-learning, from a data set.",
    discussion: fromData, needs: [.continuousActions, .dataset],
    columns: [
      criticLoss,
      column("value", "Q₁ of generated actions in the last update, mean over the batch"),
      column("generator_loss", "loss of the generator of actions in the last update"),
    ])

  static let discreteBCQ = LearnerEntry(
    "discrete-bcq", DiscreteBCQ.self,
    "Train with batch-constrained Q-learning of discrete actions, from a data set.",
    discussion: fromData, needs: [.discreteActions, .dataset],
    columns: [
      criticLoss, column("value", "Q(s, a) of the data in the last update, mean over the batch"),
      column("generator_loss", "-log G(a|s) of the data in the last update"),
    ])

  private static let cloningLoss = column(
    "actor_loss", "-log π(a|s) of the data in the last update")
}
