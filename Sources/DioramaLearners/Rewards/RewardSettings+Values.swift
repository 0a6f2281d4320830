// SPDX-License-Identifier: Apache-2.0

extension RewardSettings: NamedSettings {
  package static let choices = [
    "method": RewardMethodKind.allCases.map(\.rawValue),
    "reward_scale": RewardScale.allCases.map(\.rawValue),
    "classifier": ClassifierNetwork.allCases.map(\.rawValue),
  ]

  /// The settings of `preset` for `method`, for the environment called `environment`.
  public static func preset(
    _ preset: SACPreset, for method: RewardMethodKind, in environment: String
  ) -> RewardSettings {
    var settings = RewardSettings()
    settings.method = method
    switch method {
    case .naive: settings.firstClassifierSteps = 1_000
    case .raq: settings.firstClassifierSteps = 200
    case .vice, .viceRAQ: break
    }
    if preset == .paperPixels {
      settings.usePaper()
    } else {
      RewardRecipe.of(environment).reward(&settings)
    }
    return settings
  }

  /// Changes what of the settings of `agent` is otherwise where it learns from pictures of success.
  ///
  /// - Parameters:
  ///   - agent: The settings of `preset`.
  ///   - preset: What it begins with.
  ///   - environment: Where it learns, such as `Pushing-v1`.
  public static func adapt(
    _ agent: inout SACSettings, to preset: SACPreset, for environment: String
  ) {
    if preset == .pixels { RewardRecipe.of(environment).agent(&agent) }
  }

  private mutating func usePaper() {
    classifier = .paper
    classifierRate = 1e-4
    classifierEvery = 1_000
    firstClassifierSteps = method == .naive ? 10_000 : 10
    classifierShift = 0
    usesPolicy = method.discriminates
    rewardScale = .logit
    usesNo = false
    trustsAnswers = false
  }

  /// Checks that the settings make sense, and go with those of the agent.
  ///
  /// - Throws: ``SettingsError``.
  public func check(with agent: SACSettings) throws(SettingsError) {
    try require(
      "classifier_rate", classifierRate, classifierRate > 0 && classifierRate.isFinite,
      "above 0 and finite")
    try require(
      "classifier_batch", classifierBatch, classifierBatch >= 4 && classifierBatch % 4 == 0,
      "a multiple of 4 from 4 on")
    try require("classifier_batch", classifierBatch, in: 4...65_536)
    for (key, count) in [
      ("first_classifier_steps", firstClassifierSteps), ("classifier_steps", classifierSteps),
      ("classifier_every", classifierEvery), ("query_every", queryEvery),
      ("questions_at_once", questionsAtOnce),
    ] {
      try require(key, count, count >= 1, "at least 1")
    }
    try require("queries", queries, queries >= 0, "at least 0")
    try require("classifier_shift", classifierShift, in: 0...64)
    try require(
      "label_smoothing", labelSmoothing, (0..<0.5).contains(labelSmoothing),
      "at least 0 and below 0.5")
    try require(
      "slope_penalty", slopePenalty, slopePenalty >= 0 && slopePenalty.isFinite,
      "at least 0 and finite")
    guard slopePenalty == 0 || mixup else {
      throw .conflict(
        "slope_penalty is that between two mixed pictures and mixup is false",
        remedy: "set slope_penalty=0 or mixup=true")
    }
    try require("motion_cost", motionCost, (0...1).contains(motionCost), "from 0 to 1")
    guard motionCost == 0 || rewardScale != .logit else {
      throw .conflict(
        "motion_cost takes a part of a reward and reward_scale=logit can be negative",
        remedy: "set motion_cost=0 or reward_scale=relative")
    }
    guard agent.encoder != .none else {
      throw .conflict(
        "a reward is learned from pictures and the agent has no encoder for them",
        remedy: "observe pixels, with the preset pixels or paper-pixels")
    }
    guard !usesPolicy || method.discriminates else {
      throw .conflict(
        "uses_policy is for the discriminator of VICE and the learner is \(method.rawValue)",
        remedy: "set uses_policy=false")
    }
    guard !usesPolicy || agent.frameStack == 1 else {
      throw .conflict(
        "uses_policy needs a policy of single frames and frame_stack is \(agent.frameStack)",
        remedy: "set frame_stack=1 or uses_policy=false")
    }
  }

  /// What each setting means, in their order.
  public static let hyperparameters = [
    Hyperparameter("method", "", "", "classifier, raq, vice or vice-raq"),
    Hyperparameter("classifier", "f", "paper", "the classifier's layers"),
    Hyperparameter("classifier_rate", "", "1e-4", "step size of the classifier"),
    Hyperparameter("classifier_batch", "", "256", "pictures a step sees, half of them success"),
    Hyperparameter(
      "first_classifier_steps", "", "10 (naive: 10000)", "steps when the warm-up is over"),
    Hyperparameter("classifier_steps", "", "10", "steps each time after that"),
    Hyperparameter("classifier_every", "", "1000", "training steps between these times"),
    Hyperparameter("mixup", "", "true", "pictures and labels are mixed in pairs"),
    Hyperparameter("classifier_shift", "", "0", "how far pictures are moved at random [pixels]"),
    Hyperparameter("label_smoothing", "", "0", "how far labels move towards each other"),
    Hyperparameter("slope_penalty", "", "0", "price of f's squared slope between mixed pictures"),
    Hyperparameter("uses_policy", "π", "true", "π is in the discriminator of VICE"),
    Hyperparameter("reward_scale", "r", "logit", "what of f becomes a reward"),
    Hyperparameter("motion_cost", "", "0", "what part of a reward an action of full length costs"),
    Hyperparameter("queries", "", "25, 50, 75", "questions in all"),
    Hyperparameter("query_every", "", "250, 500, 250", "training steps between questions"),
    Hyperparameter("questions_at_once", "", "1", "different pictures asked about each time"),
    Hyperparameter("uses_no", "", "false", "pictures answered \"no\" are negatives in VICE-RAQ"),
    Hyperparameter(
      "trusts_answers", "", "false", "what looks like success is spared while answers say so"),
  ]
}
