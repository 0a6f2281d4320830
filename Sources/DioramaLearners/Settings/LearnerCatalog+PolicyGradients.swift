// SPDX-License-Identifier: Apache-2.0

/// Policy gradients: learners that improve their policy by the rollouts that it made itself.
extension LearnerCatalog {
  static let ppo = LearnerEntry(
    "ppo", PPO.self, "Train with proximal policy optimisation.",
    columns: [
      valueLoss, entropy,
      column("kl_divergence", "estimate of KL(π_old ‖ π) in the last update"),
    ])

  static let trpo = LearnerEntry(
    "trpo", TRPO.self, "Train with trust region policy optimisation, or the natural gradient.",
    columns: [
      valueLoss, entropy,
      column("kl_divergence", "KL(π_old ‖ π) of the last step, mean over the rollout"),
    ])

  static let a2c = LearnerEntry(
    "a2c", A2C.self, "Train with advantage actor-critic.", columns: [valueLoss, entropy])

  static let reinforce = LearnerEntry(
    "reinforce", REINFORCE.self, "Train with REINFORCE: by the returns of whole episodes.",
    columns: [valueLoss, entropy])

  private static let entropy = column(
    "entropy", "entropy of the policy in the last update, mean over the batch")
}
