// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender

/// Lets the deterministic policy act in an environment of its own, from starts that are always the same.
///
/// Nothing that training depends on is touched: neither its environment nor its random streams.
struct Evaluator {
  /// The seed of the first start; those of training are drawn from all numbers.
  static let firstSeed: UInt64 = 1_000_000

  private static let filmView = View(width: 320, height: 240)

  private let environment: AnyEnvironment
  private var policy: SACActor
  private let episodes: Int

  init(_ configuration: RunConfiguration, _ learner: SAC) throws {
    environment = try configuration.makeEnvironment()
    policy = SACActor(
      learner.networks,
      ObservationLayout(environment, stack: configuration.settings.frameStack))
    episodes = configuration.evaluationEpisodes
  }

  /// Runs the episodes.
  ///
  /// - Parameter path: Where a film of the first one goes; nil for none.
  /// - Returns: The report, and why there is no film, where there should be one.
  /// - Throws: What the environment throws.
  mutating func report(film path: String?) throws -> (report: RolloutReport, noFilm: String?) {
    var film: Film?
    var problem: String?
    // a film that cannot be made is no reason to stop training
    func attempt(_ work: () throws -> Void) {
      do {
        try work()
      } catch {
        film = nil
        problem = "\(error)"
      }
    }
    if let path { attempt { film = try Film(to: path) } }
    let report = try environment.rollout(
      &policy, name: "sac", episodes: episodes, seed: Self.firstSeed
    ) { episode, environment in
      guard episode == 0, let film else { return }
      attempt { try film.append(environment.image(Self.filmView)) }
    }
    if let film { attempt { try film.finish() } }
    return (report, problem)
  }
}
