// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// A planner: it has many sequences of actions scored, and searches for the one with the largest return.
///
/// A sequence is a flat list of numbers in ±1, `[actions, numbers]`, whatever the bounds of the environment.
/// A ``PlanningModel`` scores the sequences; a planner knows nothing of it.
public protocol Planner: Sendable {
  /// A function that returns the return of each sequence; NaN counts as −∞.
  typealias Score = (_ sequences: [[Float]]) throws(SimulationError) -> [Double]

  /// The memory that is kept from one plan to the next.
  var memory: PlannerMemory { get set }

  /// Searches for a plan, starting from the rest of the previous one.
  mutating func plan(_ score: Score) throws(SimulationError) -> Plan

  /// Moves on by the first `count` actions of the last plan, which were carried out.
  mutating func advance(by count: Int)
}

/// The memory of a planner, which is kept from one plan to the next.
public struct PlannerMemory: Hashable, Sendable {
  /// The mean sequence, of the shape of a plan.
  public var mean: [Double]

  /// The sequences that are kept and scored again.
  public var kept: [[Float]] = []

  /// The random stream that sequences are drawn from.
  public var random: RandomStream

  /// Makes the memory at the beginning of an episode.
  public init(_ shape: PlanShape, _ random: RandomStream) {
    mean = Array(repeating: 0, count: shape.count)
    self.random = random
  }

  /// Appends `tail` to the mean, and drops as many numbers from its beginning.
  mutating func shiftMean(appending tail: [Double]) { mean = mean.dropFirst(tail.count) + tail }
}

/// A plan: the actions to carry out, and the sequences that it was made from.
public struct Plan: Hashable, Sendable {
  /// The actions to carry out, `[actions, numbers]` in ±1.
  public var actions: [Float]

  /// The sequences that were scored last, the best first.
  public var candidates: [[Float]]

  /// The returns of ``candidates``, in their order.
  public var returns: [Double]

  /// The number of elites, which are the first of ``candidates``.
  public var eliteCount: Int
}

/// The shape of sequences of actions.
public struct PlanShape: Hashable, Sendable {
  /// The number of actions in a sequence.
  public var actions: Int

  /// The number of elements of an action.
  public var numbers: Int

  /// Makes the shape of sequences of `actions` actions with `numbers` elements each.
  public init(actions: Int, numbers: Int) {
    self.actions = actions
    self.numbers = numbers
  }

  /// The number of elements of a sequence.
  public var count: Int { actions * numbers }
}

/// The kind of a ``Planner``.
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
