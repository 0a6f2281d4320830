// SPDX-License-Identifier: Apache-2.0

import DioramaTasks

/// Something that acts, or learns to, in a study.
package struct StudyLearner: Hashable, Sendable {
  /// How its results come about.
  package enum Kind: Hashable, Sendable {
    /// By `diorama rollout ID --policy …`.
    case policy(String)
    /// By `diorama train …` and `diorama evaluate`.
    case training(String)
  }

  /// What it is called in study files.
  package let name: String
  package let kind: Kind

  /// What it is, in a few words.
  package let meaning: String

  /// Whether it needs a gridworld, and takes settings.
  var needsGrid = false
  var takesSettings = true

  /// Whether it plans with the simulator.
  var plans: Bool { kind == .policy("mpc") }

  /// Whether it is trained.
  var isTrained: Bool {
    if case .training = kind { true } else { false }
  }

  private init(_ name: String, _ kind: Kind, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.meaning = meaning
  }

  /// All of them.
  package static let all: [StudyLearner] = {
    func still(_ name: String, _ policy: String, _ meaning: String) -> StudyLearner {
      var learner = StudyLearner(name, .policy(policy), meaning)
      learner.takesSettings = false
      return learner
    }
    var exact = still(
      "value-iteration", "expert",
      "the exact optimum of a grid in the steps that are left, by value iteration")
    exact.needsGrid = true
    return [
      still("random", "random", "acts at random"),
      still("zero", "zero", "does nothing"),
      still("expert", "expert", "the task's scripted expert"),
      StudyLearner("mpc", .policy("mpc"), "plans with the simulator as its model"),
      exact,
      StudyLearner("mpc-model", .training("mpc"), "plans with a model that it learns"),
    ]
      + RunConfiguration.learners.filter { $0 != "mpc" }.map { learner in
        StudyLearner(
          learner, .training(learner),
          learner == "sac" ? "soft actor-critic" : "soft actor-critic by a learned reward")
      }
  }()

  /// The learner called `name`; nil if there is none.
  package static func named(_ name: String) -> StudyLearner? { all.first { $0.name == name } }
}
