// SPDX-License-Identifier: Apache-2.0

extension RewardSettings {
  /// The method, with its settings.
  package var rules: any RewardMethod {
    switch method {
    case .naive: NaiveClassifier()
    case .raq: RAQ()
    case .vice: VICE()
    case .viceRAQ: VICERAQ(usesNo: usesNo, trustsAnswers: trustsAnswers)
    }
  }
}
