// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// REINFORCE: after every few episodes a step of the policy gradient, by what the episodes returned.
///
/// > Source: Williams 1992, *Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
/// > Learning*; the credits as in Schulman et al. 2016, [*High-Dimensional Continuous Control Using Generalized
/// > Advantage Estimation*](https://arxiv.org/abs/1506.02438), equation 1.
public final class REINFORCE: PolicyLearner {
  /// The credit Ψ of an action, of which each has the same expected gradient `E[Ψ ∇log π(a|s)]`, if γ is 1.
  public enum Credit: String, Hashable, Sendable, Codable, CaseIterable {
    /// The return of the whole episode: `Σ γ^t r_t`.
    case plain

    /// The return from the action on, since none changes the past: `G_t = Σ γ^k r_{t+k}`.
    case toGo = "to-go"

    /// What the return from there on is more than was expected: `G_t - V(s_t)`.
    case baseline
  }

  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("Ψ", "what actions are credited with", paper: "plain")
    public var credit = Credit.baseline
    @Setting("N", "episodes between updates", .in(1...1_000_000), paper: "1")
    public var episodes = 10
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [64, 64]
    @Setting("", "observations in the replay buffer; more than the episodes have", .atLeast(3))
    public var replayCapacity = 100_000
    public var sight = Sight()
    public init() {}

    public var practice: Practice { Practice(warmupSteps: 0, replayCapacity: replayCapacity) }

    public func check(for problem: Problem) throws(SettingsError) {
      try sight.encoder.check(for: problem.layout)
    }
  }

  public let settings: Settings
  public var policy: LearnedPolicy { networks.policy }
  private let (problem, compute, networks): (Problem, Compute, ActorCritic)
  /// The number of completed observations at the last update.
  private let seen = Counter()

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    networks = try ActorCritic(
      problem, settings.sight, hiddenUnits: settings.hiddenUnits, rate: settings.learningRate,
      compute.random("weights"))
    (self.settings, self.problem, self.compute) = (settings, problem, compute)
  }

  /// The number of transitions that are computed at a time; an update is of all of its episodes.
  private static let rows = 256

  public private(set) lazy var update = BatchUpdate(
    Self.rows, of: problem, compute, columns: ["credit", "return"]
  ) { [unowned self] graph, batch in
    let (policy, value) = (networks.policy, networks.value)
    let actions = policy(batch.seen)

    // ∇J = E[Ψ ∇log π(a|s)] (equation 1)
    let objective = batch["credit"] * actions.logProbability(of: batch.action)
    if settings.credit == .baseline {
      let valueLoss = (value(batch.seen) - batch["return"]).squared() / 2
      graph.minimize(valueLoss - objective, policy, value)
      graph.report("value_loss", valueLoss)
    } else {
      graph.minimize(-objective, policy)
    }
    graph.report("entropy", actions.entropy)
  }

  public func learn(from replay: Replay, after step: Int) {
    guard replay.isEnd(replay.last) else { return }
    let slots = replay.slots(from: seen.value)
    guard slots.count(where: replay.isEnd) >= settings.episodes else { return }
    seen.value = replay.added
    let credits = credits(of: slots, in: replay)
    update(
      credits.map(\.transition), from: replay,
      columns: [credits.map(\.advantage), credits.map(\.target)])
  }

  /// Returns Ψ of all transitions that begin at `slots`, which are whole episodes; the last one first.
  package func credits(of slots: [Int], in replay: Replay) -> [Replay.Advantage] {
    let values =
      settings.credit == .baseline
      ? networks.value.values(at: slots, of: replay).map { $0[0] }
      : Array(repeating: 0, count: slots.count)
    // with λ = 1 and V = 0 an advantage is the return from there on
    var credits = replay.advantages(slots, values, discount: settings.discount, decay: 1)
    guard settings.credit == .plain else { return credits }
    // the return of an episode is that of its first action, the last one of it here
    var whole: Float = 0
    for index in credits.indices.reversed() {
      if replay.previous(credits[index].transition.slot) == nil {
        whole = credits[index].advantage
      }
      credits[index].advantage = whole
    }
    return credits
  }

  public var updateCount: Int { update.count }
  public var measures: Measures { update.measures }

  public var parts: Parts {
    Parts(networks.networks).adding(
      ("normalizer", problem.normalizer), ("update", update), ("seen", seen))
  }
}
