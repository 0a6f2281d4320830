// SPDX-License-Identifier: Apache-2.0

import DioramaLearners

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

  /// Whether it needs a gridworld.
  var needsGrid = false

  /// Whether it plans with the simulator.
  var plans: Bool { kind == .policy("mpc") }

  /// Whether it is trained.
  var isTrained: Bool {
    if case .training = kind { true } else { false }
  }

  private init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// All of them.
  package static let all: [StudyLearner] = {
    var exact = StudyLearner("value-iteration", .policy("expert"))
    exact.needsGrid = true
    return policies.map { StudyLearner($0, .policy($0)) }
      + [exact] + LearnerCatalog.all.map { StudyLearner(trainedName($0), .training($0.name)) }
  }()

  /// What a learner of the catalogue is called here: planning goes by `mpc` without training, too.
  private static func trainedName(_ learner: LearnerEntry) -> String {
    policies.contains(learner.name) ? learner.name + "-model" : learner.name
  }

  private static let policies = ["random", "zero", "expert", "mpc"]

  /// The learner called `name`; nil if there is none.
  package static func named(_ name: String) -> StudyLearner? { all.first { $0.name == name } }
}
