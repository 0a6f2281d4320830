// SPDX-License-Identifier: Apache-2.0

extension ModelSettings: NamedSettings {
  package static let choices = ["propagation": Propagation.allCases.map(\.rawValue)]

  /// What each setting means, in their order; the paper is PETS.
  public static let hyperparameters = [
    Hyperparameter("members", "B", "5", "networks of the model"),
    Hyperparameter("hidden_units", "", "[200,200,200]", "units of their hidden layers"),
    Hyperparameter("learning_rate", "", "1e-3", "step size"),
    Hyperparameter("weight_decay", "", "2.5e-5 to 7.5e-4", "share of weights a step takes away"),
    Hyperparameter("batch_size", "", "32", "transitions a network learns from in an update"),
    Hyperparameter("train_every", "", "an episode", "steps between trainings of the model"),
    Hyperparameter("updates_per_step", "", "", "updates of the model for each step"),
    Hyperparameter("warmup_steps", "", "an episode", "random steps before it is planned with"),
    Hyperparameter("held_steps", "", "1", "steps each random action is held"),
    Hyperparameter("exploration_noise", "", "0", "deviation added to planned actions in training"),
    Hyperparameter("propagation", "TS", "tsinf", "network of a particle: ts1 anew, tsinf the same"),
  ]

  /// Checks that the settings make sense.
  ///
  /// - Throws: ``SettingsError``.
  public func check() throws(SettingsError) {
    try require("members", members, in: 1...64)
    try require("batch_size", batchSize, in: 2...65_536)
    for (key, count, least) in [
      ("train_every", trainEvery, 1), ("updates_per_step", updatesPerStep, 1),
      ("warmup_steps", warmupSteps, 10), ("held_steps", heldSteps, 1),
    ] {
      try require(key, count, count >= least, "at least \(least)")
    }
    try require("batch_size", batchSize, batchSize % 2 == 0, "an even number from 2 on")
    try requireLayers(hiddenUnits)
    try require(
      "learning_rate", learningRate, learningRate > 0 && learningRate.isFinite, "above 0 and finite"
    )
    try require(
      "weight_decay", weightDecay, weightDecay >= 0 && weightDecay.isFinite,
      "0, or above and finite")
    try require(
      "exploration_noise", explorationNoise, explorationNoise >= 0 && explorationNoise.isFinite,
      "0, or above and finite")
  }
}

extension ModelSettings: CustomStringConvertible {
  /// One line of JSON.
  public var description: String { JSONValue(self).description }
}
