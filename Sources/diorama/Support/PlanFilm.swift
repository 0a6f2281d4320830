// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRuns

/// The pictures of a rollout on their way to a film, with the plans that are made at each moment drawn in.
final class PlanFilm {
  private let film: FilmWriter
  private let planning: SimulatorPlanning?
  /// The last picture, until it is known what is planned there.
  private var pending: (image: Image, camera: PinholeCamera?, actionCount: Int)?

  /// Makes a film of what `planning` does, or of what something else does.
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

  /// Gives the finished file or folder its name.
  func finish() throws {
    try flush()
    try film.finish()
  }

  private func flush() throws {
    guard var moment = pending else { return }
    pending = nil
    // at the end of an episode nothing is planned any more
    if let planning, let camera = moment.camera, planning.actionCount > moment.actionCount {
      try planning.draw(on: &moment.image, seenBy: camera)
    }
    try film.add(moment.image)
  }
}
