// SPDX-License-Identifier: Apache-2.0

import DioramaFiles

/// The learners that learn from an expert and explore on their own, too.
extension LearnerCatalog {
  static let dagger = LearnerEntry(
    "dagger", DAgger.self, "Clone an expert that says what to do wherever the learner goes.",
    discussion: """
      The scripted expert is asked at each step: the steps are the number of its answers. With --expert page or \
      keyboard you watch the policy instead, and take over where it goes wrong: it learns from your steps alone \
      (human-gated). Demonstrations and data are learned from, too.
      """,
    needs: [.expert],
    columns: [
      column("actor_loss", "-log π(a|s) of the expert's actions in the last update")
    ],
    defaults: .init(steps: 5_000), without: ["warmup_steps", "held_steps"])

  static let gail = LearnerEntry(
    "gail", SAC.self, by: AdversarialReward.self,
    "Train SAC to act so that it looks demonstrated (GAIL).", discussion: adversarial,
    needs: [.dataset], columns: soft + discriminated,
    without: ["discriminator", "is_state_only"], setting: imitating)

  static let airl = LearnerEntry(
    "airl", SAC.self, by: AdversarialReward.self,
    "Train SAC on the reward that demonstrations reveal (AIRL).", discussion: adversarial,
    needs: [.dataset], columns: soft + discriminated,
    without: ["discriminator", "imitation_reward"],
    setting: imitating.merging([
      "discriminator": .string(DiscriminatorForm.shaped.rawValue),
      // the discriminator's odds are those of the policy with the entropy weight 1
      "initial_entropy_weight": .integer(1), "entropy_rate": .integer(0),
    ]) { $1 })

  static let rlpd = LearnerEntry(
    "rlpd", SAC.self, "Train SAC with demonstrations in half of each batch (RLPD).",
    discussion: """
      The transitions of a run or a recording (--dataset), of the scripted expert (--demonstrations), or both stay \
      in the replay for good.
      """,
    needs: [.dataset], columns: soft,
    setting: ["demonstration_share": .number(0.5), "normalizes_critics": .bool(true)])

  private static let adversarial = """
    A discriminator learns to tell the transitions of a run or a recording (--dataset), of the scripted expert \
    (--demonstrations), or both from the learner's; the environment's reward is only reported, but for a share \
    of 1 - imitation_share.
    """

  /// Some demonstrations in each batch, and a policy that is averaged: its reward never comes to rest.
  private static let imitating: [String: JSONValue] = [
    "demonstration_share": .number(0.25), "policy_smoothing": .number(0.003),
  ]

  private static let discriminated = [
    column("discriminator_loss", "cross-entropy of the discriminator's last update"),
    column("shown_logit", "log D - log(1 - D) of the demonstrations there, mean"),
    column("own_logit", "log D - log(1 - D) of the learner's transitions there, mean"),
  ]
}
