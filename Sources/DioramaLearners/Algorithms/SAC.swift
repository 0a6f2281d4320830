// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks
import Foundation

/// Soft actor-critic (SAC): a stochastic policy that maximises return and entropy.
///
/// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
/// > Applications*](https://arxiv.org/abs/1812.05905), algorithm 1, whose equations are meant; for discrete
/// > actions, Christodoulou 2019, [*Soft Actor-Critic for Discrete Action
/// > Settings*](https://arxiv.org/abs/1910.07207).
public class SAC: PolicyLearner {
  /// The hyperparameters; by default those of the paper.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("τ", "smoothing of target critics", .share) public var targetSmoothing: Float = 0.005
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 256
    @Setting("λ_π", "step size of the actor", .positive) public var actorRate: Float = 3e-4
    @Setting("λ_Q", "step size of the critics", .positive) public var criticRate: Float = 3e-4
    @Setting("λ", "step size of α; 0 if it stays", .natural()) public var entropyRate: Float = 3e-4
    @Setting("α", "first entropy weight", .positive) public var initialEntropyWeight: Float = 1
    @Setting("H̄", "target entropy; null for -dim(A), of n discrete actions log(n)/10", .finite)
    public var targetEntropy: Float? = nil
    @Setting("", "H̄ at first; null for H̄", .finite) public var exploringEntropy: Float? = nil
    @Setting("", "steps with updates that it is held", .atLeast(0)) public var exploringSteps = 0
    @Setting("", "steps in which it goes down to H̄", .atLeast(1)) public var annealingSteps = 1
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [256, 256]
    @Setting("", "LayerNorm in the critics") public var normalizesCritics = false
    @Setting("", "how both critics are combined") public var valueEstimate = ValueEstimate.least
    @Setting("", "updates after each step", .atLeast(1)) public var updatesPerStep = 1
    @Setting("", "critic updates for one of the actor", .atLeast(1)) public var actorInterval = 1
    @Setting("n", "steps whose rewards are added up", .atLeast(1)) public var returnSteps = 1
    @Setting("", "where HER's goals come from") public var relabelling = GoalRelabelling.none
    @Setting("", "share HER relabels", .in(0...1)) public var relabelledShare: Float = 0.8
    /// The share of each batch that is drawn from demonstrations and data, which then stay in the replay for good.
    ///
    /// Without it they are drawn like all other transitions, and overwritten first.
    @Setting(
      "", "share of a batch from demonstrations, which then stay; null to mix all", .optionalShare)
    public var demonstrationShare: Float? = nil
    @Setting("", "how weights are drawn", paper: "glorot")
    public var initialization = Initialization.fanIn
    @Setting("", "factor of the actor's last weights", .positive) public var actorScale: Float = 1
    /// The weight of predicting where the objects are, from the features of the encoder that the actor uses.
    @Setting("", "weight of the error of predicted places of objects; 0 for none", .natural())
    public var placeWeight: Float = 0
    @Setting("", "smoothing of the policy that is evaluated; 0 for the last one", .in(0...1))
    public var policySmoothing: Float = 0
    @Setting("", "PCGrad: rids the gradients of several tasks of conflicts")
    public var gradientSurgery = false
    public var practice = Practice()
    public var sight = Sight()
    public init() {}

    public var usesBoth: Bool {
      sight.encoder == .asymmetric || sight.encoder != .none && placeWeight > 0
    }

    public var keepsData: Bool { demonstrationShare != nil }

    public func check(for problem: Problem) throws(SettingsError) {
      try practice.check(batchSize: batchSize, returnSteps: returnSteps)
      try sight.encoder.check(for: problem.layout)
      try PlacePrediction.check(weight: placeWeight, sight.encoder, for: problem)
      try relabelling.check(for: problem, returnSteps: returnSteps)
      guard !gradientSurgery || problem.layout.taskCount > 0 else {
        throw .conflict(
          "gradient_surgery needs several tasks that the state tells apart, and that of "
            + "\(problem.environment) \(problem.layout.stateCount > 0 ? "is of one" : "is not seen")",
          remedy: "observe the state of several, such as Pushing-v1+Draping-v1, or leave it false")
      }
    }
  }

  public let (settings, policy, critics): (Settings, LearnedPolicy, Critics)
  let (problem, encoders, targets, sampling): (Problem, Encoders, Critics, RandomSource)
  private let (compute, logEntropyWeight): (Compute, TrainedNumber)
  /// The Polyak average of the policy, which acts in evaluations; nil without smoothing.
  let averaged: LearnedPolicy?
  /// The auxiliary task of the actor's encoder; nil without one.
  private let places: PlacePrediction?

  public required init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    let weights = compute.random("weights")
    encoders = try Encoders(
      settings.sight.encoder, problem, rates: (settings.criticRate, settings.actorRate),
      smoothing: settings.targetSmoothing, initialization: settings.initialization, weights)
    policy = try LearnedPolicy(
      problem, encoders.actor, trainsEncoder: encoders.actorHasOwn,
      hiddenUnits: settings.hiddenUnits, rate: settings.actorRate,
      initialization: settings.initialization, lastScale: settings.actorScale, weights)
    critics = try Critics(
      problem, encoders.critics, copies: 2, hiddenUnits: settings.hiddenUnits,
      normalizes: settings.normalizesCritics, rate: settings.criticRate,
      initialization: settings.initialization, weights)
    targets = critics.follower(settings.targetSmoothing)
    averaged = settings.policySmoothing > 0 ? policy.follower(settings.policySmoothing) : nil
    places =
      settings.placeWeight > 0
      ? try PlacePrediction(problem, encoders.actor, rate: settings.actorRate, weights) : nil
    logEntropyWeight = TrainedNumber(
      log(settings.initialEntropyWeight), learningRate: settings.entropyRate)
    sampling = compute.random("replay")
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  /// The entropy weight α.
  public var entropyWeight: Float { exp(logEntropyWeight.value) }

  public private(set) lazy var update = BatchUpdate(
    settings.batchSize, of: problem, compute, columns: columns
  ) { [unowned self] graph, batch in
    let alpha = graph.scalar { [unowned self] in self.entropyWeight }
    let tasks = settings.gradientSurgery ? batch.tasks : nil
    let criticLoss = criticLoss(batch, alpha)
    minimize(criticLoss, critics, trainsPlaces: !encoders.actorHasOwn, batch, tasks)

    // J_π = E[α log π(a|s) - min Q(s, a)] (equation 9)
    let actions = policy(batch.seen)
    let values = critics.estimate(batch.seen, actions.action, settings.valueEstimate)
    let policyLoss = actions.improvementLoss(entropyWeight: alpha, values)
    minimize(
      policyLoss, policy, every: settings.actorInterval, trainsPlaces: encoders.actorHasOwn, batch,
      tasks)

    graph.report("critic_loss", criticLoss)
    graph.report("value", actions.expectation(of: values))
    graph.report("log_probability", actions.logProbability)
  }

  /// Adds the stage that trains `network`, and with it the places, if its encoder is the one that predicts them.
  private func minimize(
    _ loss: Value, _ network: any Trained, every interval: Int = 1, trainsPlaces: Bool,
    _ batch: Batch, _ tasks: TaskRows?
  ) {
    let graph = loss.graph
    guard let places, trainsPlaces else {
      return graph.minimize(loss, network, every: interval, projecting: tasks)
    }
    let error = places.error(batch.seen)
    graph.minimize(
      loss + settings.placeWeight * error, network, places, every: interval, projecting: tasks)
    graph.report("place_error", error)
  }

  /// Returns the critics' loss `J_Q = (Q(s, a) - (r + γ V(s')))² / 2`, with
  /// `V(s') = E[min Q̄(s', a') - α log π(a'|s')]` (equations 5 and 3).
  func criticLoss(_ batch: Batch, _ alpha: Value) -> Value {
    let next = policy(batch.next)
    let values = targets.estimate(batch.next, next.action, settings.valueEstimate)
    let value = next.expectation(of: values) - alpha * next.logProbability
    let target = (batch.reward + batch.bootstrap * value).detached
    return (critics(batch.seen, batch.action) - target).squared().overCopies(.sum) / 2
  }

  /// The names of the additional columns of a batch that the critics' loss needs.
  var columns: [String] { [] }

  public func learn(from replay: Replay, after step: Int) {
    guard step >= settings.practice.warmupSteps else { return }
    for _ in 0..<settings.updatesPerStep {
      var batch = replay.sample(
        settings.batchSize, keptShare: settings.demonstrationShare, discount: settings.discount,
        steps: settings.returnSteps, shift: settings.sight.shift, from: &sampling.stream)
      replay.relabel(
        &batch, by: settings.relabelling, share: settings.relabelledShare, problem,
        from: &sampling.stream)
      learn(batch, from: replay)
      guard update.count % settings.actorInterval == 0 else { continue }
      // J(α) = -log α (log π + H̄), equation 18 as implementations have it
      logEntropyWeight.step(-(update.measure("log_probability") + targetEntropy))
    }
  }

  func learn(_ batch: [SampledTransition], from replay: Replay) { update(batch, from: replay) }

  /// The target entropy H̄, annealed from the entropy that the policy explores with.
  private var targetEntropy: Float {
    let final = settings.targetEntropy ?? problem.usualEntropy
    guard let first = settings.exploringEntropy else { return final }
    let step = update.count / settings.updatesPerStep - settings.exploringSteps
    let share = Float(min(max(step, 0), settings.annealingSteps)) / Float(settings.annealingSteps)
    return first + share * (final - first)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    (exploring ? policy : averaged ?? policy).act(seen, exploring: exploring, random)
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures + ["entropy_weight": entropyWeight] }

  public var parts: Parts {
    Parts(policy.networks, critics.networks, targets.networks, encoders.networks)
      .adding(averaged?.allNetworks, prefix: "averaged_")
      .adding(places?.networks, prefix: "")
      .adding(("normalizer", problem.normalizer), ("log_entropy_weight", logEntropyWeight))
      .adding(("update", update), ("sampling", sampling))
  }

  public class func check(_ settings: Settings, for problem: Problem) throws(SettingsError) {
    try settings.checkBounds()
    try settings.check(for: problem)
  }
}
