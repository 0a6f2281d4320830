// SPDX-License-Identifier: Apache-2.0

package import DioramaCore

extension Training: Agent {
  package var updateCount: Int { learner.updateCount }

  package var measures: [String: Double] {
    var measures = ["entropy_weight": Double(learner.entropyWeight)]
    if learner.updateCount > 0 {
      for (name, value) in learner.losses.named { measures[name] = Double(value) }
    }
    return measures
  }

  package var notes: [String: String] {
    TrainingStore.notes(environment, layout, learner.settings.description)
  }

  package func policy(for environment: AnyEnvironment) -> any Policy {
    let settings = learner.settings
    return SACActor(
      learner.networks, ObservationLayout(environment, settings),
      actionRepeat: settings.actionRepeat)
  }
}
