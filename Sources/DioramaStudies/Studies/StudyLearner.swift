// SPDX-License-Identifier: Apache-2.0

import DioramaLearners

/// A learner of a study file: a learner of the catalogue, or a policy that is not trained.
package struct StudyLearner: Hashable, Sendable {
  /// The kind of a learner: how its results are made.
  package enum Kind: Hashable, Sendable {
    /// A policy that is not trained, by `diorama rollout ID --policy …`.
    case policy(String)
    /// A learner of the catalogue, by `diorama train …` and `diorama evaluate`.
    case training(String)
  }

  /// The name in study files.
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

  /// All learners.
  package static let all: [StudyLearner] = {
    var exact = StudyLearner("value-iteration", .policy("expert"))
    exact.needsGrid = true
    return policies.map { StudyLearner($0, .policy($0)) }
      + [exact] + LearnerCatalog.all.map { StudyLearner(trainedName($0), .training($0.name)) }
  }()

  /// Returns the name of a learner of the catalogue in study files, with `-model` added if a policy has it.
  ///
  /// `mpc` without training plans with the simulator.
  private static func trainedName(_ learner: LearnerEntry) -> String {
    policies.contains(learner.name) ? learner.name + "-model" : learner.name
  }

  private static let policies = ["random", "zero", "expert", "mpc"]

  /// Returns the learner called `name`; nil if there is none.
  package static func named(_ name: String) -> StudyLearner? { all.first { $0.name == name } }
}
