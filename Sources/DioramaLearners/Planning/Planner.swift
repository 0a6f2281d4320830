// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// Searches for the sequence of actions that earns most, by having many scored.
///
/// A sequence is a flat list of numbers in ±1, `[actions, numbers]`, whatever the bounds of the
/// environment. What scores them is a ``PlanningModel``; a planner knows nothing of it.
public protocol Planner: Sendable {
  /// Returns what each of the sequences earns; a return that is no number counts as −∞.
  typealias Score = (_ sequences: [[Float]]) throws(SimulationError) -> [Double]

  /// What it knows from one plan to the next.
  var memory: PlannerMemory { get set }

  /// Searches, from what is left of the plan before.
  mutating func plan(_ score: Score) throws(SimulationError) -> Plan

  /// Takes in that the first `count` actions of the last plan were carried out.
  mutating func advance(by count: Int)
}

/// What a planner knows from one plan to the next.
public struct PlannerMemory: Hashable, Sendable {
  /// The mean of the sequences; of the shape of a plan.
  public var mean: [Double]

  /// Sequences that are scored again.
  public var kept: [[Float]] = []

  /// Where the next ones are drawn from.
  public var random: RandomStream

  /// Makes the memory of who begins an episode.
  public init(_ shape: PlanShape, _ random: RandomStream) {
    mean = Array(repeating: 0, count: shape.count)
    self.random = random
  }

  /// Drops the first numbers of the mean, and appends `tail`.
  mutating func shiftMean(appending tail: [Double]) { mean = mean.dropFirst(tail.count) + tail }
}

/// What a planner found.
public struct Plan: Hashable, Sendable {
  /// The actions to carry out, `[actions, numbers]` in ±1.
  public var actions: [Float]

  /// The sequences that were scored last, the best first.
  public var candidates: [[Float]]

  /// What each of ``candidates`` earns.
  public var returns: [Double]

  /// How many of ``candidates`` the plan was made of.
  public var eliteCount: Int
}

/// How long sequences are.
public struct PlanShape: Hashable, Sendable {
  /// How many actions a sequence has.
  public var actions: Int

  /// How many numbers an action has.
  public var numbers: Int

  /// Makes the shape of sequences of `actions` actions with `numbers` numbers each.
  public init(actions: Int, numbers: Int) {
    self.actions = actions
    self.numbers = numbers
  }

  /// How many numbers a sequence has.
  public var count: Int { actions * numbers }
}

/// Which ``Planner``.
public enum PlannerKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// ``ICEM``.
  case icem
  /// ``CEM``.
  case cem
  /// ``MPPI``.
  case mppi
  /// ``RandomShooting``.
  case random
}
