// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRuns

/// A recording of a rollout whose images show the plans that are made at each moment.
final class PlanFilm {
  private let film: FilmWriter
  private let planning: SimulatorPlanning?
  /// The last image, until the plan of its moment is known.
  private var pending: (image: Image, camera: PinholeCamera?, actionCount: Int)?

  /// Makes a recording with the plans of `planning`; nil for one without plans.
  init(_ film: FilmWriter, of planning: SimulatorPlanning?) {
    self.film = film
    self.planning = planning
  }

  /// Adds the present moment of `environment`, in `episode`.
  func add(episode: Int, _ environment: AnyEnvironment, _ view: View) throws {
    try flush()
    guard film.wants(episode: episode) else { return }
    pending = (
      try environment.image(view), environment.camera(view), planning?.actionCount ?? 0
    )
  }

  /// Completes the file or folder, and gives it its name.
  func finish() throws {
    try flush()
    try film.finish()
  }

  private func flush() throws {
    guard var moment = pending else { return }
    pending = nil
    // no plan is made at the end of an episode
    if let planning, let camera = moment.camera, planning.actionCount > moment.actionCount {
      try planning.draw(on: &moment.image, seenBy: camera)
    }
    try film.add(moment.image)
  }
}
