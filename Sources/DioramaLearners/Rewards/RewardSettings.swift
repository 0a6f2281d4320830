// SPDX-License-Identifier: Apache-2.0

/// The hyperparameters of a reward that is learned from success images; the paper is that of VICE-RAQ, and
/// the defaults were measured to work with it.
///
/// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
/// > Engineering*](https://arxiv.org/abs/1904.07854), algorithms 1 to 3.
public struct RewardSettings: NamedSettings {
  @Setting("f", "the classifier's layers", paper: "paper")
  public var classifier = ClassifierNetwork.compact
  @Setting("", "step size of the classifier", .positive, paper: "1e-4")
  public var classifierRate: Float = 3e-4
  @Setting(
    "", "images an update of the classifier sees, half of them success", .multiple(of: 4))
  public var classifierBatch = 256
  @Setting("", "updates when the warm-up is over", .atLeast(1), paper: "10 (naive: 10000)")
  public var firstClassifierSteps = 10
  @Setting("", "updates each later time", .atLeast(1)) public var classifierSteps = 10
  @Setting("", "training steps between updates", .atLeast(1), paper: "1000")
  public var classifierEvery = 100
  @Setting("", "images and labels are mixed in pairs") public var mixup = true
  @Setting("", "how far images are shifted at random [pixels]", .in(0...64), paper: "0")
  public var classifierShift = 2
  @Setting("", "how far labels move towards each other", .in(0..<0.5))
  public var labelSmoothing: Float = 0
  @Setting(
    "", "price of f's squared slope between mixed images",
    Bounds("at least 0 and finite") { $0 >= 0 && $0.isFinite })
  public var slopePenalty: Float = 0
  @Setting("π", "VICE's discriminator has π: exp f / (exp f + π)", paper: "true")
  public var usesPolicy = false
  @Setting("r", "how f becomes a reward", paper: "logit")
  public var rewardScale = RewardScale.relative
  /// The part of a reward that an action of full length costs.
  ///
  /// Success images show things at rest, but a still image does not show that they rest: if all that a moving
  /// hand reaches looks like success, only this cost stops it.
  @Setting(
    "", "cost of an action of full length, as a share of the reward",
    Bounds("from 0 to 1") { (0...1).contains($0) })
  public var motionCost: Float = 0
  @Setting("", "questions in all", .atLeast(0), paper: "25, 50, 75") public var queries = 25
  @Setting("", "training steps between questions", .atLeast(1), paper: "250, 500, 250")
  public var queryEvery = 250
  @Setting("", "different images asked about each time", .atLeast(1)) public var questionsAtOnce = 1
  /// The share of the negatives that are images of failure that were shown.
  ///
  /// Where questions are asked it is multiplied by the share of "yes" in the last four answers: near misses
  /// sharpen a reward that has led to success, but one that has not yet is needed to lead near it.
  @Setting("", "share of the negatives that are shown images of failure", .in(0...1))
  public var failureShare: Float = 0.25
  @Setting("", "images answered \"no\" are negatives in VICE-RAQ", paper: "false") public
    var usesNo = true
  @Setting("", "images that look like success are spared after yes", paper: "false")
  public var trustsAnswers = true

  /// Makes the settings of VICE-RAQ that were measured to work.
  public init() {}

  /// Checks that the settings are in their bounds, and consistent with each other and with the observations.
  ///
  /// - Throws: ``SettingsError``.
  public func check(for problem: Problem) throws(SettingsError) {
    try checkBounds()
    guard slopePenalty == 0 || mixup else {
      throw .conflict(
        "slope_penalty is that between two mixed images and mixup is false",
        remedy: "set slope_penalty=0 or mixup=true")
    }
    guard motionCost == 0 || rewardScale != .logit else {
      throw .conflict(
        "motion_cost takes a part of a reward and reward_scale=logit can be negative",
        remedy: "set motion_cost=0 or reward_scale=relative")
    }
    guard problem.layout.frame != nil else {
      throw .conflict(
        "a reward is learned from images and the agent has no encoder for them",
        remedy: "observe pixels, with the preset pixels or paper-pixels")
    }
    guard !usesPolicy || problem.layout.stack == 1 else {
      throw .conflict(
        "uses_policy needs a policy of single frames and frame_stack is \(problem.layout.stack)",
        remedy: "set frame_stack=1 or uses_policy=false")
    }
  }
}

/// The scale of the reward, from a classifier's value f.
public enum RewardScale: String, Hashable, Sendable, Codable, CaseIterable {
  /// f itself, without bounds, as in the paper.
  case logit

  /// f clipped to -10...10, as a number from 0 to 1.
  case bounded

  /// f relative to the images so far: 0.1 at their 5 % quantile, 0.9 at the mean of the success images, and
  /// clipped to 0...1.
  ///
  /// A classifier that has learned little already ranks images by their likeness to success; scaled to the
  /// size of a confident one's, its reward guides the policy.
  case relative
}
