// SPDX-License-Identifier: Apache-2.0

/// How a model of the environment is learned, for planning.
public struct ModelSettings: Hashable, Sendable, Codable {
  /// How many networks there are, B.
  public var members = 5

  /// How many units the hidden layers have.
  public var hiddenUnits = [200, 200, 200]

  /// The step size.
  public var learningRate: Float = 1e-3

  /// The share of the weights that each step takes away, divided by the step size.
  public var weightDecay: Float = 1e-4

  /// How many transitions each network learns from in an update.
  public var batchSize = 128

  /// After how many steps each the model is trained.
  public var trainEvery = 50

  /// How many updates it gets for each step then.
  public var updatesPerStep = 4

  /// How many steps are random before it is planned with.
  public var warmupSteps = 250

  /// How many steps each random action of the warm-up is held.
  public var heldSteps = 5

  /// The deviation of what is added to planned actions in training, in ±1.
  public var explorationNoise = 0.1

  /// Which network predicts what.
  public var propagation = Propagation.infinite

  /// Makes the settings that are the default.
  public init() {}
}

/// How a particle goes through an ensemble, as PETS has it.
public enum Propagation: String, Hashable, Sendable, Codable, CaseIterable {
  /// TS1: its network is drawn anew in each step.
  case every = "ts1"

  /// TS∞: it keeps its network.
  case infinite = "tsinf"
}
