// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
package import DioramaMath

extension SuccessSet {
  /// Makes a set of examples that were chosen elsewhere; the camera of the view is named.
  package init(
    of entry: Catalog.Entry, _ examples: [Example], view: View, seed: UInt64,
    randomized: Set<RandomizedProperty>, renderer: String
  ) {
    environment = entry.id
    sourceChecksum = entry.sourceChecksum
    (self.view, self.seed, self.randomized) = (view, seed, randomized)
    (self.renderer, self.examples, unreached) = (renderer, examples, [])
  }
}

extension SuccessSet.Example {
  /// Takes the present moment of `environment`, which the episode of `seed` led to.
  package init(
    _ kind: ExampleKind, seed: UInt64, of environment: AnyEnvironment, _ view: View
  ) throws(SimulationError) {
    let criteria = environment.criteria
    let (observation, metrics, snapshot) = try environment.observed()
    self.init(
      kind: kind, miss: nil, seed: seed, picture: try environment.image(view), metrics: metrics,
      criteria: criteria, observation: observation.state, achievedGoal: observation.achievedGoal,
      desiredGoal: observation.desiredGoal, snapshot: snapshot)
  }
}
