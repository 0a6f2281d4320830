// SPDX-License-Identifier: Apache-2.0

/// The hyperparameters of a learned dynamics model for planning; the paper is PETS.
public struct ModelSettings: NamedSettings {
  @Setting("B", "networks of the model", .in(1...64)) public var members = 5
  @Setting("", "widths of their hidden layers", .layers) public var hiddenUnits = [200, 200, 200]
  @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
  @Setting("", "weight decay", .natural(), paper: "2.5e-5 to 7.5e-4")
  public var weightDecay: Float = 1e-4
  @Setting("", "transitions a network learns from in an update", .multiple(of: 2), paper: "32")
  public var batchSize = 128
  @Setting("", "steps between trainings of the model", .atLeast(1), paper: "an episode")
  public var trainEvery = 50
  @Setting("", "updates of the model for each step", .atLeast(1), paper: "") public
    var updatesPerStep = 4
  @Setting("", "random steps before planning starts", .atLeast(10), paper: "an episode")
  public var warmupSteps = 250
  @Setting("", "steps each random action is repeated", .atLeast(1), paper: "1") public
    var heldSteps = 5
  @Setting(
    "", "standard deviation added to planned actions in training",
    Bounds("0, or above and finite") { $0 >= 0 && $0.isFinite }, paper: "0")
  public var explorationNoise = 0.1
  @Setting("TS", "network of a particle: ts1 anew in each step, tsinf the same")
  public var propagation = Propagation.infinite

  /// Makes the default settings.
  public init() {}
}

/// The propagation of a particle through an ensemble, as in PETS.
public enum Propagation: String, Hashable, Sendable, Codable, CaseIterable {
  /// TS1: the particle's network is drawn anew in each step.
  case every = "ts1"

  /// TS∞: the particle keeps its network.
  case infinite = "tsinf"
}
