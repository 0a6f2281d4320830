// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

extension SACSettings {
  /// Checks that the settings make sense together, and for what is observed.
  ///
  /// - Throws: ``SettingsError``.
  public func check(for layout: ObservationLayout) throws(SettingsError) {
    try require("discount", discount, (0...1).contains(discount), "in 0...1")
    try require(
      "target_smoothing", targetSmoothing, targetSmoothing > 0 && targetSmoothing <= 1,
      "above 0 and at most 1")
    for (key, rate) in [
      ("actor_rate", actorRate), ("critic_rate", criticRate),
      ("initial_entropy_weight", initialEntropyWeight), ("actor_scale", actorScale),
    ] {
      try require(key, rate, rate > 0 && rate.isFinite, "above 0 and finite")
    }
    try require(
      "entropy_rate", entropyRate, entropyRate >= 0 && entropyRate.isFinite,
      "0, for an entropy weight that stays, or above and finite")
    try require(
      "policy_smoothing", policySmoothing, (0...1).contains(policySmoothing), "in 0...1")
    if let targetEntropy {
      try require("target_entropy", targetEntropy, targetEntropy.isFinite, "finite")
    }
    if let exploringEntropy {
      try require("exploring_entropy", exploringEntropy, exploringEntropy.isFinite, "finite")
    }
    try require("exploring_steps", exploringSteps, exploringSteps >= 0, "at least 0")
    try require(
      "batch_size", batchSize, batchSize >= 2 && batchSize % SAC.shardCount == 0,
      "an even number from 2 on")
    try require("batch_size", batchSize, in: 2...65_536)
    try requireLayers(hiddenUnits)
    for (key, count) in [
      ("updates_per_step", updatesPerStep), ("actor_interval", actorInterval),
      ("annealing_steps", annealingSteps), ("return_steps", returnSteps), ("held_steps", heldSteps),
      ("action_repeat", actionRepeat),
    ] {
      try require(key, count, count >= 1, "at least 1")
    }
    try require("frame_stack", frameStack, in: 1...64)
    try require("state_tiles", stateTiles, in: 0...4_096)
    try require("shift", shift, in: 0...64)
    try require("replay_capacity", replayCapacity, replayCapacity >= 3, "at least 3")
    guard batchSize <= replayCapacity else {
      throw .conflict(
        "a batch of \(batchSize) is larger than the replay of \(replayCapacity)",
        remedy: "raise replay_capacity or lower batch_size")
    }
    // the first transition is complete once what follows it has been lived through, too
    let leastWarmup = (returnSteps + 1) * actionRepeat
    guard warmupSteps >= leastWarmup else {
      throw .conflict(
        "a warm-up of \(warmupSteps) steps holds no transition over \(returnSteps * actionRepeat)",
        remedy: "raise warmup_steps to \(leastWarmup)")
    }
    guard warmupSteps < replayCapacity else {
      throw .conflict(
        "a warm-up of \(warmupSteps) steps does not fit the replay of \(replayCapacity)",
        remedy: "raise replay_capacity or lower warmup_steps")
    }
    try checkEncoder(layout)
  }

  private func checkEncoder(_ layout: ObservationLayout) throws(SettingsError) {
    guard encoder != .none || layout.stateCount > 0 else {
      throw .conflict(
        "only pixels are observed and the encoder is none",
        remedy: "choose encoder shared or separate, or observe the state")
    }
    guard encoder == .none || layout.frame != nil else {
      throw .conflict(
        "the encoder is \(encoder.rawValue) and no pixels are observed",
        remedy: "choose encoder none, or observe pixels")
    }
    guard criticLoss == .rewards || (encoder != .none && encoder != .asymmetric && frameStack == 1)
    else {
      throw .conflict(
        "critics learn from single pictures, and the encoder is \(encoder.rawValue) with a "
          + "frame_stack of \(frameStack)",
        remedy: "choose the preset pixels or paper-pixels, and frame_stack=1")
    }
    guard encoder != .asymmetric || layout.stateCount > 0 else {
      throw .conflict(
        "the encoder is asymmetric and no state is observed", remedy: "observe both")
    }
  }
}
