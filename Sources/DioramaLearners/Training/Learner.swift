// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// A learning algorithm: networks, and how they get better by experience.
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
  /// The settings were checked.
  ///
  /// - Throws: What is wrong with the problem, such as pictures that are too small for the networks.
  init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws

  /// Checks that it can learn `problem` with `settings`.
  ///
  /// - Throws: ``SettingsError``.
  static func check(_ settings: Settings, for problem: Problem) throws(SettingsError)

  /// Makes what acts over episodes, where that remembers something from step to step.
  func makeAgent(exploring: Bool) -> any Agent

  /// Whether it acts already; until then actions are random.
  var isReady: Bool { get }

  /// Returns an action for what is `seen`, in ±1 or the number of a choice.
  ///
  /// - Parameters:
  ///   - seen: The observation.
  ///   - isExploring: Whether to act as in training; else as in evaluations, the best that is known.
  ///   - random: Where it is drawn from.
  /// - Returns: The action.
  /// - Throws: What planning it throws.
  func act(_ seen: Seen, exploring isExploring: Bool, _ random: RandomSource) throws -> [Float]

  /// Learns from `replay`, if it is time.
  ///
  /// - Parameters:
  ///   - replay: The transitions so far.
  ///   - step: How many steps were made; of a data set, how often it was called.
  /// - Throws: What learning throws; a loss that is no number is found by ``Training``.
  func learn(from replay: Replay, after step: Int) throws

  /// How many updates there were.
  var updateCount: Int { get }

  /// What the last update measured, by the names of the catalogue's columns.
  var measures: Measures { get }

  /// All that its future depends on, by name.
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

  /// One hash over all that acts: networks, and what is known of the states.
  var actingHash: TrajectoryHash {
    var hash = TrajectoryHash()
    for case let part as any Acting in parts.map(\.part) { part.combine(into: &hash) }
    return hash
  }
}

/// A learner whose policy a reward may know.
public protocol PolicyLearner: Learner {
  /// The policy that learns.
  var policy: LearnedPolicy { get }
}

/// A part of a learner that decides what it does.
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

  /// More parts.
  public func adding(_ parts: (name: String, part: any Saved)...) -> Parts {
    var result = self
    result.all += parts
    return result
  }

  /// More networks, if there are any, with names that begin with `prefix`.
  public func adding(_ networks: [(name: String, network: Network)]?, prefix: String) -> Parts {
    var result = self
    result.all += (networks ?? []).map { (prefix + $0.name, $0.network) }
    return result
  }

  public func makeIterator() -> IndexingIterator<[(name: String, part: any Saved)]> {
    all.makeIterator()
  }
}

/// A policy at work, from episode to episode.
public protocol Agent: AnyObject {
  /// Begins an episode; `seed` is drawn if it is needed.
  func begin(seed: @autoclosure () -> UInt64)

  /// Returns an action for what is `seen`; see ``Learner/act(_:exploring:_:)``.
  func act(_ seen: Seen, _ random: RandomSource) throws -> [Float]
}

/// An actor that remembers nothing.
final class PlainAgent: Agent {
  private let decide: (Seen, RandomSource) throws -> [Float]

  init(_ decide: @escaping (Seen, RandomSource) throws -> [Float]) { self.decide = decide }

  func begin(seed: @autoclosure () -> UInt64) {}

  func act(_ seen: Seen, _ random: RandomSource) throws -> [Float] { try decide(seen, random) }
}
