// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaMath

/// The catalogue of learners, by their names in `diorama train`.
public enum LearnerCatalog {
  /// All learners, in the order of help screens.
  public static let all: [LearnerEntry] = [
    sac, ppo, trpo, a2c, reinforce, dqn, softQ, td3, ddpg, naf, her, qLearning, sarsa, doubleQ,
    fittedQ, behaviorCloning, dagger, gail, airl, rlpd, filteredCloning, conditionedCloning, awr,
    awac, iql, td3Cloning, cql, bcq, discreteBCQ, modelPredictive, naiveClassifier, raq, vice,
    viceRAQ, rce,
  ]

  /// The default learner, of a configuration that names no other; messages name it as an example.
  public static var usual: LearnerEntry { all[0] }

  /// Returns the names of the learners that fit, as in `a, b or c`.
  public static func names(where fits: (LearnerEntry) -> Bool) -> String {
    let names = all.filter(fits).map(\.name)
    let last = names.last ?? usual.name
    return names.count < 2 ? last : names.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Returns the learner called `name`; nil if there is no such learner.
  public static func entry(_ name: String) -> LearnerEntry? {
    all.first { $0.name == name || $0.earlierNames.contains(name) }
  }

  private static let sac = LearnerEntry(
    "sac", SAC.self, "Train with soft actor-critic.", columns: soft)

  private static let dqn = LearnerEntry(
    "dqn", DQN.self, "Train with deep Q-learning, double and dueling.", needs: [.discreteActions],
    columns: [criticLoss, actionValue], defaults: .init(steps: 50_000), without: ["temperature"])

  private static let td3 = LearnerEntry(
    "td3", TD3.self, "Train with twin delayed deep deterministic policy gradient.",
    needs: [.continuousActions],
    columns: [criticLoss, policyValue], without: offlineTD3)

  private static let her = LearnerEntry(
    "her", SAC.self, "Train soft actor-critic with hindsight experience replay.",
    discussion: """
      Some transitions of each update are relabelled with a goal that was achieved later in \
      their episode. The reward is sparse by default.
      """,
    needs: [.continuousActions, .goals], columns: soft, without: ["gradient_surgery"],
    setting: ["relabelling": .string(GoalRelabelling.future.rawValue)])

  private static let behaviorCloning = LearnerEntry(
    "bc", BehaviorCloning.self, "Clone the behaviour of a data set.",
    discussion: fromData, needs: [.dataset],
    columns: [
      column("actor_loss", "-log π(a|s) of the data in the last update, or the squared distance")
    ],
    defaults: .init(steps: 10_000))

  private static let iql = LearnerEntry(
    "iql", IQL.self, "Train with implicit Q-learning, from a data set.",
    discussion: fromData, needs: [.dataset],
    columns: [
      valueLoss, criticLoss,
      column("actor_loss", "-exp(β A) log π(a|s) of the data in the last update"),
      column("advantage", "Q̄(s, a) - V(s) in the last update, mean over the batch"),
    ])

  static let fromData = """
    It learns from the transitions of a run or a recording (--dataset), of the scripted expert \
    (--demonstrations), or both; a step is a gradient update, and the environment is for evaluation only.
    """

  static let criticLoss = column(
    "critic_loss", "loss of the critics in the last update, mean over the batch")

  static let valueLoss = column(
    "value_loss", "loss of V in the last update, mean over the batch")

  private static let modelPredictive: LearnerEntry = {
    var entry = LearnerEntry(
      "pets", ModelPredictive.self, "Train a model of the environment, and plan with it.",
      discussion: """
        An ensemble of probabilistic networks learns to predict the next state and the reward; iCEM plans \
        with it. It learns from the state alone.
        """,
      needs: [.continuousActions, .state], columns: [modelLoss],
      defaults: .init(
        steps: 5_000, logEvery: 250, evaluateEvery: 1_000, checkpointEvery: 500),
      setting: ["horizon": .integer(15)])
    entry.earlierNames = ["mpc"]
    entry.stepLimit = 500_000  // the replay keeps every transition
    return entry
  }()

  private static let naiveClassifier = LearnerEntry(
    "classifier", SAC.self, by: NaiveClassifier.self,
    "Train SAC on the reward of a classifier trained once and frozen.",
    needs: [.continuousActions, .successImages, .failures], columns: soft + classified,
    defaults: watched,
    without: ["classifier_steps", "classifier_every", "uses_policy"] + queries + trust,
    setting: ["first_classifier_steps": .integer(1_000)])

  private static let raq = LearnerEntry(
    "raq", SAC.self, by: RAQ.self, "Train SAC on the reward of a classifier that asks questions.",
    needs: [.continuousActions, .successImages, .answers, .failures],
    columns: soft + classified + asked,
    defaults: watched, without: ["uses_policy"] + trust,
    setting: ["first_classifier_steps": .integer(200)])

  private static let vice = LearnerEntry(
    "vice", SAC.self, by: VICE.self, "Train SAC on a reward that a classifier learns (VICE).",
    needs: [.continuousActions, .successImages], columns: soft + classified, defaults: watched,
    without: queries + trust)

  private static let viceRAQ = LearnerEntry(
    "vice-raq", SAC.self, by: VICERAQ.self,
    "Train SAC on a learned reward: VICE with active queries (VICE-RAQ).",
    needs: [.continuousActions, .successImages, .answers], columns: soft + classified + asked,
    defaults: watched, without: [])

  private static let rce = LearnerEntry(
    "rce", RCE.self, "Train critics on success images, without a reward (RCE).",
    needs: [.continuousActions, .successImages], columns: soft, defaults: watched)

  /// The defaults of a run with success images: evaluations and videos are frequent, for the labeler to
  /// watch.
  private static let watched = LearnerEntry.Defaults(
    evaluateEvery: 1_000, checkpointEvery: 1_000, filmEvery: 1)

  private static let queries: Set = ["queries", "query_every", "questions_at_once"]
  private static let trust: Set = ["uses_no", "trusts_answers"]

  static let soft = [
    criticLoss,
    column(
      "value", "min Q(s, a) of the policy's actions in the last update, mean over the batch"),
    column("log_probability", "log π(a|s) of these actions: minus the entropy"),
    column("entropy_weight", "α, how much entropy counts"),
    column(
      "place_error", "squared error of the predicted places in the last update, by place_weight"),
  ]

  private static let modelLoss = column(
    "model_loss", "negative log-likelihood of a standardised number, of a learned model")

  private static let classified = [
    column("classifier_loss", "cross-entropy of the classifier's last update"),
    column("goal_value", "mean f of the success images that the reward is learned from"),
    column("held_out_value", "mean f of success images that it never learned from"),
    column("failure_value", "mean f of images of failure that it never learned from"),
    column("evaluation_miss_value", "mean f where evaluation episodes end and show no success"),
  ]

  private static let asked = [
    count("questions", "questions asked so far"),
    count("answers_yes", "how many of them were answered yes"),
  ]

  static func column(_ name: String, _ meaning: String) -> LearnerEntry.Column {
    .init(name: name, meaning: meaning)
  }

  static func count(_ name: String, _ meaning: String) -> LearnerEntry.Column {
    .init(name: name, meaning: meaning, isWhole: true)
  }
}

extension Set<String> {
  static func + (one: [String], other: Set) -> Set { other.union(one) }
  static func + (one: Set, other: Set) -> Set { one.union(other) }
}
