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
    let moment = try MissShelf.Moment(seed, of: environment)
    self.init(kind, of: moment, try environment.image(view))
  }

  /// Makes the example of a moment at rest, drawn as `picture`.
  init(
    _ kind: ExampleKind, _ miss: GradedMiss? = nil, of moment: MissShelf.Moment, _ picture: Image
  ) {
    self.init(
      kind: kind, miss: miss, seed: moment.seed, picture: picture, metrics: moment.metrics,
      criteria: moment.criteria, observation: moment.observation.state,
      achievedGoal: moment.observation.achievedGoal, desiredGoal: moment.observation.desiredGoal,
      snapshot: moment.snapshot)
  }
}
