// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath

/// A policy, and what a classifier thinks of everything that it sees.
struct ValuedPolicy<Base: Policy>: Policy {
  /// Who acts.
  var base: Base

  /// f of what was seen, by episode and step.
  private(set) var values: [[Double]] = []

  private let classifier: SuccessClassifier

  init(_ base: Base, by classifier: SuccessClassifier) {
    self.base = base
    self.classifier = classifier
  }

  mutating func begin(seed: UInt64) {
    base.begin(seed: seed)
    values.append([])
  }

  mutating func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    if let frame = observation.pixels?.samples {
      values[values.count - 1].append(Double(classifier.value(of: frame)))
    }
    return try base.action(for: observation, in: environment)
  }
}
