// SPDX-License-Identifier: Apache-2.0

/// What a setting of ``SAC`` is called in papers, and what value it has there.
///
/// The values of the presets are printed by `diorama train sac ID --settings`.
public struct SACHyperparameter: Hashable, Sendable {
  /// Its name in files and on the command line.
  public var key: String

  /// Its symbol in the paper; empty where it has none.
  public var symbol: String

  /// Its value in the code of the VICE-RAQ paper.
  ///
  /// But for the networks, it is that of SAC's paper (Haarnoja et al. 2018, table 1).
  public var paper: String

  /// What it means, in a few words.
  public var meaning: String

  private init(_ key: String, _ symbol: String, _ paper: String, _ meaning: String) {
    self.key = key
    self.symbol = symbol
    self.paper = paper
    self.meaning = meaning
  }

  /// All of them, in the order of ``SACSettings``.
  public static let all = [
    Self("discount", "γ", "0.99", "what a reward one step later counts"),
    Self("target_smoothing", "τ", "0.005", "how fast target critics follow"),
    Self("batch_size", "", "256", "transitions an update learns from"),
    Self("actor_rate", "λ_π", "3e-4", "step size of the actor"),
    Self("critic_rate", "λ_Q", "3e-4", "step size of critics and encoder"),
    Self("entropy_rate", "λ", "3e-4", "step size of the entropy weight"),
    Self("initial_entropy_weight", "α", "1", "first entropy weight"),
    Self("target_entropy", "H̄", "-dim(A)", "entropy the policy is held at; null for -dim(A)"),
    Self("hidden_units", "", "[256,256]", "units of the hidden layers"),
    Self("normalizes_critics", "", "false", "LayerNorm in the critics"),
    Self("updates_per_step", "", "1", "updates after each step"),
    Self("actor_interval", "", "1", "critic updates for one of the actor"),
    Self("return_steps", "n", "1", "steps whose rewards are added up"),
    Self("warmup_steps", "", "1000", "random steps before learning"),
    Self("held_steps", "", "1", "steps each random action is held"),
    Self("replay_capacity", "", "1000000", "observations remembered; of pixels as many as steps"),
    Self("encoder", "", "separate", "how pictures become features"),
    Self("shift", "", "0", "how far pictures are moved at random [pixels]"),
    Self("frame_stack", "", "1", "frames seen together"),
    Self("initialization", "", "glorot", "how the first weights are drawn"),
    Self("actor_scale", "", "1", "what the actor's last weights are multiplied by at first"),
  ]
}
