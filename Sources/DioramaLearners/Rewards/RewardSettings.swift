// SPDX-License-Identifier: Apache-2.0

/// How a reward is learned from pictures of success.
///
/// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
/// > Engineering*](https://arxiv.org/abs/1904.07854), algorithms 1 to 3.
public struct RewardSettings: Hashable, Sendable, Codable {
  /// Which of the paper's methods it is.
  public var method = RewardMethodKind.viceRAQ

  /// The classifier's layers.
  public var classifier = ClassifierNetwork.compact

  /// The step size of the classifier.
  public var classifierRate: Float = 3e-4

  /// How many pictures a step of the classifier sees; one half shows success.
  public var classifierBatch = 256

  /// How many steps it makes when the warm-up is over.
  public var firstClassifierSteps = 10

  /// How many steps it makes each time after that.
  public var classifierSteps = 10

  /// How many training steps lie between these times.
  public var classifierEvery = 100

  /// Whether pictures and labels are mixed in pairs.
  public var mixup = true

  /// How far pictures are moved at random [pixels].
  public var classifierShift = 2

  /// How far labels are moved from 0 and 1 towards each other.
  public var labelSmoothing: Float = 0

  /// What the squared slope of f between two mixed pictures costs.
  public var slopePenalty: Float = 0

  /// Whether π is in the discriminator, `exp f / (exp f + π)`, as in the paper.
  public var usesPolicy = false

  /// How a step is rewarded for what is seen after it.
  public var rewardScale = RewardScale.relative

  /// What part of a reward an action of full length costs.
  ///
  /// Pictures of success show things at rest, but do not show that they rest: where all that a moving
  /// hand reaches looks like success, nothing else stops it.
  public var motionCost: Float = 0

  /// How many questions may be asked in all.
  public var queries = 25

  /// How many training steps lie between questions.
  public var queryEvery = 250

  /// How many different pictures are asked about each time.
  public var questionsAtOnce = 1

  /// Whether pictures that were answered "no" are shown as no success; RAQ always does.
  public var usesNo = true

  /// Whether pictures that look like success are spared as long as answers say that they are.
  public var trustsAnswers = true

  /// Makes the settings of VICE-RAQ that were measured to work.
  public init() {}
}

/// The layers of a success classifier.
public enum ClassifierNetwork: String, Hashable, Sendable, Codable, CaseIterable {
  /// Three strided convolutions and 128 units.
  case compact

  /// The paper's: two convolutions with pools, then 256 and 256 units.
  case paper

  /// Two convolutions, the places where they are largest (``Layer/softArgmax(sharpness:)``), and 128
  /// units.
  case keypoints
}

/// What of a classifier's value f becomes a reward.
public enum RewardScale: String, Hashable, Sendable, Codable, CaseIterable {
  /// f itself, without bounds, as in the paper.
  case logit

  /// f from -10 to 10, as a number from 0 to 1.
  case bounded

  /// f from what looks least like success of all that was seen, but for a twentieth of it, to the mean of
  /// the goals, as a number from 0.1 to 0.9.
  ///
  /// A classifier that has learned little ranks pictures by likeness already: made as large as that of
  /// a sure one, its reward shows the way.
  case relative
}

/// Which method of the paper a reward is learned by.
public enum RewardMethodKind: String, Hashable, Sendable, Codable, CaseIterable {
  case naive = "classifier"
  case raq
  case vice
  case viceRAQ = "vice-raq"

  /// Whether it asks questions.
  public var asks: Bool { self == .raq || self == .viceRAQ }

  /// Whether its classifier is VICE's discriminator, which may know the policy.
  var discriminates: Bool { self == .vice || self == .viceRAQ }

  /// The names of the ``RewardSettings`` that mean something to it.
  package var settingKeys: [String] {
    let needless =
      (self == .naive ? ["classifier_steps", "classifier_every"] : [])
      + (asks ? [] : ["queries", "query_every", "questions_at_once"])
      + (discriminates ? [] : ["uses_policy"])
      + (self == .viceRAQ ? [] : ["uses_no", "trusts_answers"])
    return RewardSettings.keys.filter { !needless.contains($0) }
  }
}
