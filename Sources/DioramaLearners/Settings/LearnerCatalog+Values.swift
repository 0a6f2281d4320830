// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// The learners of action values: by tables, by parabolas, and by changed defaults of ``DQN`` and ``TD3``.
extension LearnerCatalog {
  static let softQ = LearnerEntry(
    "soft-q", DQN.self, "Train with soft Q-learning: entropy counts as reward.",
    needs: [.discreteActions], columns: [criticLoss, actionValue], defaults: .init(steps: 50_000),
    setting: [
      "temperature": .number(0.1), "is_double": .bool(false), "final_exploration": .number(0),
    ])

  static let ddpg = LearnerEntry(
    "ddpg", TD3.self, "Train with deep deterministic policy gradient.",
    needs: [.continuousActions], columns: [criticLoss, policyValue],
    without: offlineTD3 + ["noise_clip"],
    setting: [
      "critic_count": .integer(1), "target_noise": .number(0), "actor_interval": .integer(1),
    ])

  static let naf = LearnerEntry(
    "naf", NAF.self, "Train with normalised advantages: Q is a parabola in the action.",
    needs: [.continuousActions],
    columns: [criticLoss, column("value", "V(s) in the last update, mean over the batch")])

  static let qLearning = tabular("q-learning", "Train with Q-learning, by a table.", .best)
  static let sarsa = tabular("sarsa", "Train with Sarsa, by a table.", .taken)
  static let doubleQ = tabular("double-q", "Train with double Q-learning, by two tables.", .double)

  static let fittedQ = LearnerEntry(
    "fitted-q", FittedQ.self, "Train with fitted Q iteration, by a table, from a data set.",
    discussion: fromData, needs: [.discreteActions, .finiteStates, .dataset], columns: ofTable,
    defaults: .init(steps: 1_000, logEvery: 100, evaluateEvery: 1_000, checkpointEvery: 1_000),
    without: ofPictures)

  private static func tabular(
    _ name: String, _ abstract: String, _ backup: TabularQ.Backup
  ) -> LearnerEntry {
    LearnerEntry(
      name, TabularQ.self, abstract,
      discussion: """
        It has a row for each state: in gridworlds each of their own, elsewhere one for all that lie in \
        the same tiles (state_tiles).
        """,
      needs: [.discreteActions, .finiteStates], columns: ofTable, without: ofPictures,
      setting: ["backup": .string(backup.rawValue)])
  }

  static let actionValue = column("value", "Q(s, a) in the last update, mean over the batch")
  static let policyValue = column("value", "Q₁(s, π(s)) in the last update, mean over the batch")

  private static let ofTable = [
    column("value", "the value Q(s, a) that was updated last"),
    count("states", "rows of the table: states that were met"),
  ]

  /// The settings of images, of which a table sees none.
  private static let ofPictures: Set = ["encoder", "shift", "frame_stack"]
}
