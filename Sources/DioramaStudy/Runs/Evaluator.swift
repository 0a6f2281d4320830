// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender

/// What an evaluation found.
struct Evaluation {
  var report: RolloutReport
  /// Which episodes end in what a picture shows as success.
  var looksSolved: [Bool]
  /// f of what was seen, by episode and step, where the reward is learned.
  var values: [[Double]]
  /// Why there is no film, where there should be one.
  var noFilm: String?
}

/// Lets the deterministic policy act in an environment of its own, from starts that are always the same.
///
/// Nothing that training depends on is touched: neither its environment nor its random streams.
struct Evaluator {
  /// The seed of the first start; those of training are drawn from all numbers.
  static let firstSeed: UInt64 = 1_000_000

  private static let filmView = View(width: 320, height: 240)

  private let environment: AnyEnvironment
  private let policy: any Policy
  private let episodes: Int
  private let name: String

  init(_ configuration: RunConfiguration, _ agent: any Agent) throws {
    name = configuration.learner.rawValue
    environment = try configuration.makeEnvironment()
    policy = try agent.policy(for: environment)
    episodes = configuration.evaluationEpisodes
  }

  /// Runs the episodes.
  ///
  /// - Parameters:
  ///   - path: Where a film of the first one goes; nil for none.
  ///   - classifier: What a learned reward is made of; nil without one.
  /// - Returns: What was found.
  /// - Throws: What the environment throws.
  func report(film path: String?, by classifier: SuccessClassifier?) throws -> Evaluation {
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
    var looksSolved = Array(repeating: false, count: episodes)
    func run(_ policy: inout some Policy) throws -> RolloutReport {
      try environment.rollout(
        &policy, name: name, episodes: episodes, seed: Self.firstSeed
      ) { episode, environment in
        looksSolved[episode] = environment.metrics.looksSolved
        guard episode == 0, let film else { return }
        attempt { try film.append(environment.image(Self.filmView)) }
      }
    }
    var values: [[Double]] = []
    let report: RolloutReport
    var policy = policy
    if let classifier {
      func value(_ policy: some Policy) throws -> (RolloutReport, [[Double]]) {
        var valued = ValuedPolicy(policy, by: classifier)
        return (try run(&valued), valued.values)
      }
      (report, values) = try value(policy)
    } else {
      report = try run(&policy)
    }
    if let film { attempt { try film.finish() } }
    return Evaluation(report: report, looksSolved: looksSolved, values: values, noFilm: problem)
  }
}
