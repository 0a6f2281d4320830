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

  /// Its entry in the catalogue; nil if it is not trained.
  var entry: LearnerEntry? {
    if case .training(let name) = kind { LearnerCatalog.entry(name) } else { nil }
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
      + [exact] + LearnerCatalog.all.map { StudyLearner($0.name, .training($0.name)) }
  }()

  private static let policies = ["random", "zero", "expert", "mpc"]

  /// Returns the learner called `name`; nil if there is none.
  ///
  /// `mpc-model` is what earlier versions called `pets`.
  package static func named(_ name: String) -> StudyLearner? {
    let name = name == "mpc-model" ? "pets" : name
    return all.first { $0.name == name }
  }
}
