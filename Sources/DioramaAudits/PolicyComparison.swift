// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath
public import DioramaRuns

/// Whether an audit found beforehand what a policy exploits that was trained on the reward.
///
/// The policy's exploits are the ends of its episodes that look like no success and score above the middle between
/// the run's own images of failure and of success. One of them is found if the audit has a failure that scores as
/// high at least, misses the same criteria, and has things in the same place.
public struct PolicyComparison: Sendable {
  /// The end of an episode that exploits the reward.
  public struct Ending: Sendable {
    /// The seed of the episode.
    public let seed: UInt64
    public let measured: Measurement
    public let logit: Double
    /// The rank of the first reported exploit that is like it, from 0; nil if none is.
    public let exploit: Int?
    /// Whether any failure that the audit scored is like it.
    public let isOnMap: Bool
  }

  /// The folder of the run.
  public let run: String
  /// The number of episodes, of those that look like no success at their end, and the exploits among these.
  public let episodes: Int
  public let failures: Int
  public let endings: [Ending]
  /// The middle between the means of f over the run's own images of failure and of success.
  public let middle: Double
  /// The names of the numbers of the state that say where things are, and how near counts as the same place [m].
  public let places: [String]
  public static let nearness = 0.05

  /// The exploits that are among the reported ones, and those that are on the map.
  public var found: (reported: Proportion, onMap: Proportion) {
    (
      Proportion(endings.count { $0.exploit != nil }, of: endings.count),
      Proportion(endings.count { $0.isOnMap }, of: endings.count)
    )
  }

  /// Lets the policy of `run` act, and compares.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - folder: Its folder, for the report.
  ///   - entry: The task.
  ///   - episodes: The number of episodes.
  ///   - scorer: The classifier of the audit.
  ///   - result: What the audit found.
  ///   - progress: Is called with the number of episodes so far; an error that it throws ends the work.
  /// - Throws: ``RunError``, an error of the environment, or of `progress`.
  public init(
    _ run: SavedPolicy, folder: String, _ entry: Catalog.Entry, episodes: Int,
    _ scorer: any ImageScorer, _ result: AuditResult, progress: (Int) throws -> Void = { _ in }
  ) throws {
    let options = try run.configuration.options
    var stated = options
    stated.observation = .state
    let (environment, plain) = (try entry.make(options), try entry.make(stated))
    var policy = try run.policy(for: environment)
    let test = try run.testImages()
    func mean(_ images: [Image]) throws -> Double {
      try scorer.logits(of: images).reduce(0, +) / Double(max(images.count, 1))
    }
    let middle = try (mean(test.successes) + mean(test.failures)) / 2
    // where things are, and not the hand that moves them
    let places = entry.stateElements.places
    let others = result.moments.filter { !$0.measured.looksSolved }
    var endings: [Ending] = []
    var failures = 0
    for episode in 0..<episodes {
      try progress(episode)
      let seed = SavedPolicy.firstSeed &+ UInt64(episode)
      _ = try environment.rollout(&policy, name: "policy", episodes: 1, seed: seed)
      let metrics = environment.metrics
      guard !metrics.looksSolved else { continue }
      failures += 1
      let logit = try scorer.logits(of: [environment.image(options.view)])[0]
      guard logit > middle else { continue }
      let measured = Measurement(
        state: try plain.restore(environment.snapshot).state, criteria: environment.criteria,
        metrics)
      let missed = Set(measured.missed.map(\.name))
      func isLike(_ other: ScoredMoment) -> Bool {
        other.logit >= logit && Set(other.measured.missed.map(\.name)) == missed
          && places.allSatisfy {
            abs(other.measured.state[$0] - measured.state[$0]) <= Float(Self.nearness)
          }
      }
      endings.append(
        Ending(
          seed: seed, measured: measured, logit: logit,
          exploit: result.exploits.firstIndex { isLike($0.moment) },
          isOnMap: others.contains(where: isLike)))
    }
    self.run = folder
    self.episodes = episodes
    self.failures = failures
    self.endings = endings
    self.middle = middle
    self.places = places.map { entry.stateElements[$0].name }
  }
}
