// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// The observations of a batch, as values of a graph: normalised states, pictures, or both.
public final class Observed {
  /// The state vectors `[rows, numbers]`; nil without any.
  public let state: Value?

  /// The pictures, frames side by side in the channels; nil without any.
  public let picture: Value?

  private let layout: ObservationLayout
  private let normalizer: StateNormalizer
  /// The features that encoders made of it.
  private var features: [(network: Network, value: Value)] = []

  init(_ graph: Graph, _ problem: Problem) {
    layout = problem.layout
    normalizer = problem.normalizer
    state = layout.stateCount > 0 ? graph.input(layout.stateCount) : nil
    picture = layout.picture.map(graph.pictures)
  }

  /// The features that `encoder` makes of the pictures, computed once an update.
  func features(_ encoder: Network) -> Value {
    if let known = features.first(where: { $0.network === encoder }) { return known.value }
    guard let picture else { preconditionFailure("an encoder needs pictures") }
    let value = picture.applying(encoder)
    features.append((encoder, value))
    return value
  }

  /// Where an observation of a transition is: its slot, how far its picture is shifted, and the slot whose
  /// achieved goal is desired in place of what was desired.
  typealias Place = (slot: Int, shift: SampledTransition.Shift, goal: Int?)

  /// Fills in all rows from `replay`, each with the observation at the `place` in its transition.
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

  /// Fills in `row` with the picture `frame`, moved by `shift`.
  func load(_ row: Int, _ frame: Image, shift: SampledTransition.Shift) {
    guard let picture, picture.isNeeded, let shape = layout.frame else { return }
    picture.tensor.updatePicture(
      row: row, frame.samples.span, shape, down: shift.down, right: shift.right)
  }
}
