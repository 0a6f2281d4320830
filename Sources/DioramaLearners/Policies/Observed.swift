// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// The observations of a batch, as values of a graph: normalised states, images, or both.
public final class Observed {
  /// The state vectors `[rows, numbers]`; nil if no state is observed.
  public let state: Value?

  /// The images, with stacked frames side by side in the channels; nil if no images are observed.
  public let picture: Value?

  private let layout: ObservationLayout
  private let normalizer: StateNormalizer
  /// The features that encoders made of the images so far.
  private var features: [(network: Network, value: Value)] = []

  init(_ graph: Graph, _ problem: Problem) {
    layout = problem.layout
    normalizer = problem.normalizer
    state = layout.stateCount > 0 ? graph.input(layout.stateCount) : nil
    picture = layout.picture.map(graph.pictures)
  }

  /// Returns the features that `encoder` makes of the images, computed once an update.
  func features(_ encoder: Network) -> Value {
    if let known = features.first(where: { $0.network === encoder }) { return known.value }
    guard let picture else { preconditionFailure("an encoder needs images") }
    let value = picture.applying(encoder)
    features.append((encoder, value))
    return value
  }

  /// The place of an observation of a transition: its slot, the shift of its image, and the slot whose
  /// achieved goal replaces the desired goal.
  typealias Place = (slot: Int, shift: SampledTransition.Shift, goal: Int?)

  /// Fills in all rows from `replay`, each with the observation at the `place` of its transition.
  func load(
    _ transitions: ArraySlice<SampledTransition>, of replay: Replay,
    _ place: (SampledTransition) -> Place
  ) {
    if let picture, picture.isNeeded {
      let tensor = picture.tensor
      for (row, transition) in transitions.enumerated() {
        let place = place(transition)
        replay.copyPicture(place.slot, to: tensor, row: row, shift: place.shift)
      }
    }
    if let state, state.isNeeded {
      let tensor = state.tensor
      for (row, transition) in transitions.enumerated() {
        let place = place(transition)
        replay.copyState(place.slot, to: tensor, row: row)
        if let goal = place.goal {
          replay.copyAchievedGoal(
            goal, to: tensor, row: row, column: layout.stateCount - layout.goalCount)
        }
        normalizer.apply(to: tensor, row: row)
      }
    }
  }

  /// Fills in `row` with the image `frame`, shifted by `shift`.
  func load(_ row: Int, _ frame: Image, shift: SampledTransition.Shift) {
    guard let picture, picture.isNeeded, let shape = layout.frame else { return }
    picture.tensor.updatePicture(
      row: row, frame.samples.span, shape, down: shift.down, right: shift.right)
  }
}
