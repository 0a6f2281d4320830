// SPDX-License-Identifier: Apache-2.0

extension SACSettings {
  /// What each setting means, in their order.
  public static let hyperparameters = [
    Hyperparameter("discount", "γ", "0.99", "what a reward one step later counts"),
    Hyperparameter("target_smoothing", "τ", "0.005", "how fast target critics follow"),
    Hyperparameter("batch_size", "", "256", "transitions an update learns from"),
    Hyperparameter("actor_rate", "λ_π", "3e-4", "step size of the actor"),
    Hyperparameter("critic_rate", "λ_Q", "3e-4", "step size of critics and encoder"),
    Hyperparameter("entropy_rate", "λ", "3e-4", "step size of the entropy weight; 0 if it stays"),
    Hyperparameter("initial_entropy_weight", "α", "1", "first entropy weight"),
    Hyperparameter(
      "target_entropy", "H̄", "-dim(A)",
      "entropy the policy is held at; null for -dim(A), of n choices log(n)/10"),
    Hyperparameter(
      "exploring_entropy", "", "null", "entropy the policy is held at at first; null for H̄"),
    Hyperparameter("exploring_steps", "", "0", "steps that lasts"),
    Hyperparameter("annealing_steps", "", "1", "steps in which it goes down to H̄ then"),
    Hyperparameter("hidden_units", "", "[256,256]", "units of the hidden layers"),
    Hyperparameter("normalizes_critics", "", "false", "LayerNorm in the critics"),
    Hyperparameter("value_estimate", "", "least", "what both critics' values are taken for"),
    Hyperparameter("updates_per_step", "", "1", "updates after each step"),
    Hyperparameter("actor_interval", "", "1", "critic updates for one of the actor"),
    Hyperparameter("return_steps", "n", "1", "steps whose rewards are added up"),
    Hyperparameter("action_repeat", "", "1", "steps each action lasts"),
    Hyperparameter("warmup_steps", "", "1000", "random steps before learning"),
    Hyperparameter("held_steps", "", "1", "steps each random action is held"),
    Hyperparameter(
      "replay_capacity", "", "1000000", "observations remembered; of pixels as many as steps"),
    Hyperparameter(
      "state_tiles", "", "0",
      "intervals that each number of the state is divided in, for grids; 0 for none"),
    Hyperparameter("encoder", "", "separate", "how pictures become features"),
    Hyperparameter("shift", "", "0", "how far pictures are moved at random [pixels]"),
    Hyperparameter("frame_stack", "", "1", "frames seen together"),
    Hyperparameter("critic_loss", "", "rewards", "what the critics learn from; examples for RCE"),
    Hyperparameter("initialization", "", "glorot", "how the first weights are drawn"),
    Hyperparameter(
      "actor_scale", "", "1", "what the actor's last weights are multiplied by at first"),
    Hyperparameter(
      "policy_smoothing", "", "0", "how fast the policy that is used follows; 0 for the last one"),
  ]
}
