// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation

/// Dataset aggregation (DAgger): the policy goes its own way, the expert says at every step what it would do, and
/// ``BehaviorCloning`` learns from all of that.
///
/// A clone errs a little, gets where no demonstration was, and errs more. Here the expert has shown what to do
/// there. With a ``Supervisor``, such as a person, the expert says nothing while things go well: it takes over when
/// they do not, and the policy learns from these steps alone.
///
/// > Source: Ross et al. 2011, [*A Reduction of Imitation Learning and Structured Prediction to No-Regret Online
/// > Learning*](https://arxiv.org/abs/1011.0686), algorithm 3.1; Kelly et al. 2019, [*HG-DAgger: Interactive Imitation
/// > Learning with Human Experts*](https://arxiv.org/abs/1810.02890), algorithm 1.
public final class DAgger: Student {
  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("T", "steps of a round, after which the policy learns", .atLeast(3))
    public var roundSteps = 200
    @Setting("", "updates after a round", .atLeast(1)) public var roundUpdates = 500
    @Setting("p", "factor of the expert's share of the actions from round to round", .in(0...1))
    public var expertDecay: Float = 0.8
    @Setting(
      "", "difference of actions above which the script acts; null: it always answers",
      .positiveOrNone)
    public var gate: Float? = nil
    @Setting("", "transitions of an update", .multiple(of: 2)) public var batchSize = 128
    @Setting("", "step size", .positive) public var learningRate: Float = 1e-3
    @Setting("", "widths of the hidden layers", .layers) public var hiddenUnits = [128, 128]
    @Setting("", "weight decay", .natural()) public var weightDecay: Float = 0
    @Setting("", "distribution of continuous actions")
    public var distribution = ClonedDistribution.gaussian
    @Setting("K", "Gaussians of a mixture", .in(1...64)) public var components = 5
    public var practice = Practice(warmupSteps: 0)
    public var sight = Sight()
    public init() {}

    /// The settings of the policy that learns.
    var cloning: BehaviorCloning.Settings {
      var cloning = BehaviorCloning.Settings()
      (cloning.batchSize, cloning.learningRate) = (batchSize, learningRate)
      (cloning.hiddenUnits, cloning.weightDecay) = (hiddenUnits, weightDecay)
      (cloning.distribution, cloning.components) = (distribution, components)
      cloning.sight = sight
      return cloning
    }

    public func check(for problem: Problem) throws(SettingsError) {
      try cloning.check(for: problem)
      let least = 2 * practice.actionRepeat + 1
      guard roundSteps >= least else {
        throw .conflict(
          "a round of \(roundSteps) steps holds no transition where each action lasts "
            + "\(practice.actionRepeat)", remedy: "raise round_steps to \(least)")
      }
    }
  }

  public let settings: Settings
  private let clone: BehaviorCloning

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    self.settings = settings
    clone = try BehaviorCloning(settings.cloning, problem, compute)
  }

  /// β of round i, from 1 on: `p^(i - 1)`; with p = 0 it acts in the first round only.
  public func expertShare(after step: Int) -> Float {
    pow(settings.expertDecay, Float(step / settings.roundSteps))
  }

  public func learn(from replay: Replay, after step: Int) throws {
    if step % settings.roundSteps == 0 { learnRound(from: replay) }
  }

  public func learnRound(from replay: Replay) {
    let labelled = replay.labelledTransitions
    guard labelled?.isEmpty != true else { return }
    for _ in 0..<settings.roundUpdates { clone.learn(from: replay, among: labelled) }
  }

  public var gate: Float? { settings.gate }

  /// Acts without exploring, also in training: what has to be learned is what to do where it goes.
  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    clone.act(seen, exploring: false, random)
  }

  public var updateCount: Int { clone.updateCount }
  public var measures: Measures { clone.measures }
  public var parts: Parts { clone.parts }
}
