// SPDX-License-Identifier: Apache-2.0

/// The settings of how experience is gathered, which learners share.
public struct Practice: NamedSettings {
  @Setting("", "random steps before learning", .atLeast(0)) public var warmupSteps = 1_000
  @Setting("", "steps each random action is repeated", .atLeast(1)) public var heldSteps = 1
  /// The number of steps that each action lasts (action repeat).
  ///
  /// With more than one the agent decides less often: its horizon has fewer decisions, and each explores
  /// further. The observations in between are not learned from. Discounts, n-step returns and stacked frames
  /// count decisions; everything else counts steps.
  @Setting("", "steps each action lasts", .atLeast(1)) public var actionRepeat = 1
  @Setting("", "observations in the replay buffer; of pixels as many as steps", .atLeast(3))
  public var replayCapacity = 1_000_000

  /// The share of the episodes of training that begin in the middle of a demonstration, at a step drawn uniformly
  /// of an episode drawn uniformly, and last as long as was left there.
  ///
  /// The first one begins as usual, and so do all evaluations.
  ///
  /// > Source: Zhu et al. 2018, [*Reinforcement and Imitation Learning for Diverse Visuomotor
  /// > Skills*](https://arxiv.org/abs/1802.09564), Section III-B: demonstrations as a curriculum.
  @Setting("", "share of episodes that begin in a demonstration", .in(0...1))
  public var demonstratedStarts: Float = 0

  /// Makes the settings of the SAC paper.
  public init() {}

  /// Makes settings for a learner that has few of its own.
  public init(warmupSteps: Int, heldSteps: Int = 1, replayCapacity: Int = 1_000_000) {
    self.warmupSteps = warmupSteps
    self.heldSteps = heldSteps
    self.replayCapacity = replayCapacity
  }

  /// Checks that batches of `batchSize` transitions over `returnSteps` decisions can be drawn.
  ///
  /// - Throws: ``SettingsError``.
  public func check(batchSize: Int, returnSteps: Int = 1) throws(SettingsError) {
    guard batchSize <= replayCapacity else {
      throw .conflict(
        "a batch of \(batchSize) is larger than the replay of \(replayCapacity)",
        remedy: "raise replay_capacity or lower batch_size")
    }
    // the first transition can be drawn once an action was taken at its end, too
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
  }
}

/// The settings of how observations become features, which learners share.
public struct Sight: NamedSettings {
  /// The number of tiles for each number of the state; see ``ObservationLayout/tileCount``.
  @Setting("", "intervals each number of the state is divided in; 0 for none", .in(0...4_096))
  public var stateTiles = 0
  @Setting("", "how images become features", paper: "separate")
  public var encoder = ImageEncoder.none
  @Setting("", "how far images are shifted at random [pixels]", .in(0...64)) public var shift = 0
  @Setting("", "frames seen together", .in(1...64)) public var frameStack = 1

  /// Makes the settings for the state vector as it is.
  public init() {}
}
