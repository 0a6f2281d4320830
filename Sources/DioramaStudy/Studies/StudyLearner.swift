// SPDX-License-Identifier: Apache-2.0

import DioramaTasks

/// Something that acts, or learns to, in a study.
package struct StudyLearner: Hashable, Sendable {
  /// How its results come about.
  package enum Kind: Hashable, Sendable {
    /// By `diorama rollout ID --policy …`.
    case policy(String)
    /// By `diorama train …` and `diorama evaluate`.
    case training(Learner)
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
    return ["random", "zero", "expert", "mpc"].map { StudyLearner($0, .policy($0)) }
      + [exact, StudyLearner("mpc-model", .training(.mpc))]
      + Learner.allCases.filter { $0 != .mpc }.map { StudyLearner($0.rawValue, .training($0)) }
  }()

  /// The learner called `name`; nil if there is none.
  package static func named(_ name: String) -> StudyLearner? { all.first { $0.name == name } }
}
