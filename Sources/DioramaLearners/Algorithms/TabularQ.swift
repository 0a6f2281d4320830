// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Temporal-difference control with a table: Q-learning, Sarsa, and double Q-learning.
///
/// The three differ in one line, what the next state is worth: see ``Backup``.
///
/// > Source: Sutton and Barto 2018, [*Reinforcement
/// > Learning*](http://incompleteideas.net/book/the-book-2nd.html), equations 6.7, 6.8 and 6.10.
public final class TabularQ: Learner {
  /// The worth of the next state s'.
  public enum Backup: String, Hashable, Sendable, Codable, CaseIterable {
    /// That of its best action: Q-learning.
    ///
    /// > Source: Watkins 1989, *Learning from Delayed Rewards*.
    case best
    /// That of the action that is taken there: Sarsa.
    ///
    /// > Source: Rummery and Niranjan 1994, *On-Line Q-Learning Using Connectionist Systems*.
    case taken
    /// One table chooses the best action, another one says what it is worth: double Q-learning.
    ///
    /// > Source: van Hasselt 2010, [*Double
    /// > Q-learning*](https://papers.nips.cc/paper/3964-double-q-learning), algorithm 1.
    case double
  }

  /// The hyperparameters.
  public struct Settings: LearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    @Setting("α", "step size", .share) public var learningRate: Float = 0.1
    @Setting("", "visits of an action after which its step size is half; 0 for never", .atLeast(0))
    public var halvingVisits = 0
    @Setting("ε", "share of random actions in the end", .in(0...1))
    public var finalExploration: Float = 0.1
    @Setting("", "steps in which it falls from 1", .atLeast(1)) public var explorationSteps = 1
    @Setting("", "Q of actions that were never tried", Bounds("finite") { $0.isFinite })
    public var initialValue: Float = 0
    @Setting("", "what the next state is worth") public var backup = Backup.best
    public var sight = Sight()
    public init() {}

    public var practice: Practice { Practice(warmupSteps: 0) }
  }

  public let settings: Settings
  /// Q, or Q₁ and Q₂ of double Q-learning.
  public let tables: [ValueTable]
  private let problem: Problem
  private let coin: RandomSource
  private let (steps, learned, updates) = (Counter(), Counter(), Counter())

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    tables = (0..<(settings.backup == .double ? 2 : 1)).map { _ in
      ValueTable(actionCount: problem.choiceCount ?? 0, initialValue: settings.initialValue)
    }
    coin = compute.random("coin")
    (self.settings, self.problem) = (settings, problem)
  }

  public func learn(from replay: Replay, after step: Int) {
    steps.value = step
    for number in max(learned.value, replay.added - replay.count)..<replay.added {
      let slot = replay.slot(of: number)
      // Sarsa learns one step later, when the next action is known
      let isDue = settings.backup == .taken ? replay.isTransition(slot) : replay.isStep(slot)
      guard isDue || replay.isEnd(slot) else { return }
      if isDue { update(slot, of: replay) }
      learned.value = number + 1
    }
  }

  /// Learns from the transition that begins at `slot`.
  private func update(_ slot: Int, of replay: Replay) {
    let step = replay.transition(at: slot, discount: settings.discount, steps: 1)
    let table = tables[tables.count > 1 ? coin.stream.integer(below: tables.count) : 0]
    let place = table.place(replay.state(slot), Int(replay.action(slot).first ?? 0))
    let rate =
      settings.halvingVisits > 0
      ? settings.learningRate / (1 + Float(table.visits[place]) / Float(settings.halvingVisits))
      : settings.learningRate
    // Q(s, a) ← Q(s, a) + α (r + γ V(s') - Q(s, a))
    let target = step.reward + step.bootstrap * value(of: step.nextSlot, replay, besides: table)
    table.set(place, to: table.values[place] + rate * (target - table.values[place]))
    updates.value += 1
  }

  /// Returns what the state at `slot` is worth to `table`, whose own values choose the action.
  private func value(of slot: Int, _ replay: Replay, besides table: ValueTable) -> Float {
    let own = table(replay.state(slot))
    let best = Self.best(own)
    switch settings.backup {
    case .best: return own[best]
    case .double: return (tables.first { $0 !== table } ?? table)(replay.state(slot))[best]
    case .taken where !replay.isEnd(slot): return own[Int(replay.action(slot).first ?? 0)]
    // where the clock ended the episode no action is taken: what it would be worth on average
    case .taken: return own[best] + epsilon * (own.reduce(0, +) / Float(own.count) - own[best])
    }
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    if exploring, Float(random.stream.uniform()) < epsilon { return problem.randomAction(random) }
    let all = tables.map { $0(seen.replay.state(seen.slot)) }
    let values = all[0].indices.map { action in all.reduce(0) { $0 + $1[action] } }
    guard exploring else { return [Float(Self.best(values))] }
    // of equally good actions any one
    let best = values.indices.filter { values[$0] == values.max() }
    return [Float(best[random.stream.integer(below: best.count)])]
  }

  private var epsilon: Float {
    let progress = min(Float(steps.value) / Float(settings.explorationSteps), 1)
    return 1 + progress * (settings.finalExploration - 1)
  }

  /// Returns the action with the largest value, the first of several.
  private static func best(_ values: [Float]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  public var updateCount: Int { updates.value }
  public var measures: Measures { tables[0].measures }

  public var parts: Parts {
    tables.enumerated().reduce(Parts()) { $0.adding(("table\($1.offset)", $1.element)) }
      .adding(("steps", steps), ("learned", learned), ("updates", updates), ("coin", coin))
  }
}
