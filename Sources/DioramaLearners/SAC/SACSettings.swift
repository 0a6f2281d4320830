// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// The hyperparameters of ``SAC``; those of the paper unless a preset says otherwise.
public struct SACSettings: Hashable, Sendable, Codable {
  /// How much a reward one step later counts, γ.
  public var discount: Float = 0.99

  /// How fast target critics follow, τ.
  public var targetSmoothing: Float = 0.005

  /// How many transitions an update learns from.
  public var batchSize = 256

  /// The step size of the actor, λ_π.
  public var actorRate: Float = 3e-4

  /// The step size of critics and encoder, λ_Q.
  public var criticRate: Float = 3e-4

  /// The step size of the entropy weight, λ; 0 where it stays.
  public var entropyRate: Float = 3e-4

  /// The first entropy weight, α.
  public var initialEntropyWeight: Float = 1

  /// The entropy that the policy is held at, H̄; nil for minus the number of action dimensions, or for a
  /// tenth of the entropy of equal chances where actions are choices.
  public var targetEntropy: Float?

  /// The entropy that the policy is held at while it explores; nil where it is ``targetEntropy`` at once.
  ///
  /// Where the way to success is long and without reward, a policy of little entropy stands still.
  public var exploringEntropy: Float?

  /// How many steps with updates that lasts.
  public var exploringSteps = 0

  /// In how many steps after these the entropy goes down to ``targetEntropy``.
  public var annealingSteps = 1

  /// How many units the hidden layers of actor and critics have.
  public var hiddenUnits = [256, 256]

  /// Whether the critics' hidden layers are normalised.
  public var normalizesCritics = false

  /// What both critics' values are taken for.
  public var valueEstimate = ValueEstimate.least

  /// How many updates follow each step.
  public var updatesPerStep = 1

  /// How many critic updates go to one of actor and entropy weight.
  public var actorInterval = 1

  /// Over how many steps rewards are added up before the critic is asked, n.
  public var returnSteps = 1

  /// How many steps of the environment each action lasts.
  ///
  /// With more than one the agent decides less often: its horizon is shorter, and what it tries goes
  /// further. What is seen in between is not learned from. ``discount``, ``returnSteps`` and
  /// ``frameStack`` count decisions; all else counts steps.
  public var actionRepeat = 1

  /// How many steps are random before learning starts.
  public var warmupSteps = 1_000

  /// How many steps each random action of the warm-up is held.
  public var heldSteps = 1

  /// How many observations are remembered.
  public var replayCapacity = 1_000_000

  /// In how many intervals each number of the state is divided, for grids; 0 for the numbers themselves.
  ///
  /// See ``ObservationLayout/tileCount``.
  public var stateTiles = 0

  /// How pictures become features.
  public var encoder = PictureEncoder.none

  /// How far pictures are moved at random [pixels].
  public var shift = 0

  /// How many frames are seen together.
  public var frameStack = 1

  /// What the critics learn from.
  public var criticLoss = CriticLoss.rewards

  /// How the first weights are drawn.
  public var initialization = Initialization.fanIn

  /// What the actor's last weights are multiplied by at first.
  public var actorScale: Float = 1

  /// How fast a second policy follows the one that explores; 0 for none.
  ///
  /// Where there is one, it is what is evaluated and used: a running average of policies swings less
  /// than the last of them.
  public var policySmoothing: Float = 0

  /// Makes the settings of the SAC paper, which the presets begin with.
  public init() {}
}

/// What critics learn from.
public enum CriticLoss: String, Hashable, Sendable, Codable, CaseIterable {
  /// Rewards, by the equation of Bellman.
  case rewards

  /// Pictures of success, by ``SACShard/exampleGradient(_:_:_:_:)``.
  case examples
}

/// How pictures become features.
public enum PictureEncoder: String, Hashable, Sendable, Codable, CaseIterable {
  /// There are no pictures.
  case none

  /// One encoder of strided convolutions, trained by the critics' loss alone and without a target;
  /// the actor reads its features.
  ///
  /// > Source: Yarats et al. 2021, [*Mastering Visual Continuous Control: Improved Data-Augmented
  /// > Reinforcement Learning*](https://arxiv.org/abs/2107.09645).
  case shared

  /// One encoder as ``shared`` is, whose features are the places where two convolutions are largest.
  ///
  /// > Source: Levine et al. 2016, [*End-to-End Training of Deep Visuomotor
  /// > Policies*](https://arxiv.org/abs/1504.00702).
  case keypoints

  /// The paper's: convolutions and pools, one for the actor, one for both critics, with a target.
  ///
  /// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
  /// > Engineering*](https://arxiv.org/abs/1904.07854).
  case separate

  /// The paper's encoder for the actor, while the critics see the state.
  ///
  /// > Source: Pinto et al. 2018, [*Asymmetric Actor Critic for Image-Based Robot
  /// > Learning*](https://arxiv.org/abs/1710.06542).
  case asymmetric

  /// From a picture to the places where 32 filters fit best.
  static let places: [Layer] = [
    .convolution(filters: 16, kernel: 5, stride: 2, padding: 2), .relu,
    .convolution(filters: 32, kernel: 3, stride: 1, padding: 1), .softArgmax(sharpness: 10),
  ]

  /// The layers.
  var layers: [Layer] {
    switch self {
    case .none: []
    case .shared:
      [
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .convolution(filters: 32, kernel: 3, stride: 2, padding: 1), .relu,
        .dense(50), .layerNorm, .tanh,
      ]
    case .keypoints:
      Self.places + [.dense(50), .layerNorm, .tanh]
    case .separate, .asymmetric:
      [
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
        .convolution(filters: 8, kernel: 5, padding: 2), .relu, .maxPool(kernel: 2, stride: 2),
      ]
    }
  }
}
