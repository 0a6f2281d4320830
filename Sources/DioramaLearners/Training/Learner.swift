// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// A learning algorithm: networks, and the updates that improve them by experience.
///
/// ``Training`` gathers the experience: warm-up, repeated actions, demonstrations and evaluation are the
/// same for all. A learner is one file; see <doc:AddingALearner>.
public protocol Learner: AnyObject {
  /// Its hyperparameters.
  associatedtype Settings: LearnerSettings

  /// The hyperparameters.
  var settings: Settings { get }

  /// Makes a learner with random weights.
  ///
  /// The settings were checked before.
  ///
  /// - Throws: An error if the problem does not fit, such as images that are too small for the networks.
  init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws

  /// Checks that it can learn `problem` with `settings`.
  ///
  /// - Throws: ``SettingsError``.
  static func check(_ settings: Settings, for problem: Problem) throws(SettingsError)

  /// Makes the agent that acts over episodes, with a memory from step to step if it needs one.
  func makeAgent(exploring: Bool) -> any Agent

  /// Whether it can act yet; until then actions are random.
  var isReady: Bool { get }

  /// Returns an action for the observation `seen`: numbers in ±1, or the index of a discrete action.
  ///
  /// - Parameters:
  ///   - seen: The observation.
  ///   - isExploring: Whether to explore, as in training, or to exploit, as in evaluations.
  ///   - random: The source of random numbers.
  /// - Returns: The action.
  /// - Throws: An error of planning, if the action is planned.
  func act(_ seen: Seen, exploring isExploring: Bool, _ random: RandomSource) throws -> [Float]

  /// Learns from `replay`, if an update is due.
  ///
  /// - Parameters:
  ///   - replay: The transitions so far.
  ///   - step: The number of steps so far; when it learns from a data set, the number of calls.
  /// - Throws: An error of learning; ``Training`` itself finds a loss that is not finite.
  func learn(from replay: Replay, after step: Int) throws

  /// The number of updates so far.
  var updateCount: Int { get }

  /// The measurements of the last update, by the names of the catalogue's columns.
  var measures: Measures { get }

  /// The parts that its future depends on, by name.
  var parts: Parts { get }
}

extension Learner {
  public static func check(_ settings: Settings, for problem: Problem) throws(SettingsError) {
    try settings.checkBounds()
    try settings.check(for: problem)
  }

  public func makeAgent(exploring: Bool) -> any Agent {
    PlainAgent { [unowned self] in try act($0, exploring: exploring, $1) }
  }

  public var isReady: Bool { true }

  /// A hash over all parts that its actions depend on: networks, and the statistics of states.
  var actingHash: TrajectoryHash {
    var hash = TrajectoryHash()
    for case let part as any Acting in parts.map(\.part) { part.combine(into: &hash) }
    return hash
  }
}

/// A learner with a policy, by which it acts unless it says otherwise, and which a learned reward may use.
public protocol PolicyLearner: Learner {
  /// The policy that is learned.
  var policy: LearnedPolicy { get }
}

extension PolicyLearner {
  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    policy.act(seen, exploring: exploring, random)
  }
}

/// A learner that an expert teaches wherever training goes; the replay holds the expert's actions, see
/// ``Replay/label(at:)``.
///
/// The expert is a script that answers at every step, or a ``Supervisor`` that takes over when it sees fit.
/// Demonstrations and data are their own answers.
public protocol Student: Learner {
  /// The difference between actions above which the script takes over; nil where it answers at every step.
  var gate: Float? { get }

  /// Returns the probability that the action of an expert that answers at every step is executed, not the learner's
  /// own, after `step` steps.
  func expertShare(after step: Int) -> Float

  /// Learns from all answers so far, as at the end of a round; without any, not at all.
  func learnRound(from replay: Replay) throws
}

/// A part of a learner that its actions depend on.
protocol Acting: Saved {
  /// Adds its numbers to `hash`.
  func combine(into hash: inout TrajectoryHash)
}

extension Network: Acting {
  func combine(into hash: inout TrajectoryHash) { hash.combine(parameters.values) }
}

extension StateNormalizer: Acting {
  func combine(into hash: inout TrajectoryHash) {
    for word in words { hash.combine(word) }
  }
}

/// The parts of a learner, by name.
public struct Parts: Sequence {
  private var all: [(name: String, part: any Saved)]

  /// Makes parts of networks.
  public init(_ networks: [(name: String, network: Network)]...) {
    all = networks.flatMap(\.self).map { ($0.name, $0.network) }
  }

  /// Returns these parts and more.
  public func adding(_ parts: (name: String, part: any Saved)...) -> Parts {
    var result = self
    result.all += parts
    return result
  }

  /// Returns these parts and more networks, if there are any, with names that begin with `prefix`.
  public func adding(_ networks: [(name: String, network: Network)]?, prefix: String) -> Parts {
    var result = self
    result.all += (networks ?? []).map { (prefix + $0.name, $0.network) }
    return result
  }

  public func makeIterator() -> IndexingIterator<[(name: String, part: any Saved)]> {
    all.makeIterator()
  }
}

/// An agent, which acts by a policy from episode to episode.
public protocol Agent: AnyObject {
  /// Begins an episode; `seed` is drawn if it is needed.
  func begin(seed: @autoclosure () -> UInt64)

  /// Returns an action for the observation `seen`; see ``Learner/act(_:exploring:_:)``.
  func act(_ seen: Seen, _ random: RandomSource) throws -> [Float]
}

/// An agent without a memory.
final class PlainAgent: Agent {
  private let decide: (Seen, RandomSource) throws -> [Float]

  init(_ decide: @escaping (Seen, RandomSource) throws -> [Float]) { self.decide = decide }

  func begin(seed: @autoclosure () -> UInt64) {}

  func act(_ seen: Seen, _ random: RandomSource) throws -> [Float] { try decide(seen, random) }
}
