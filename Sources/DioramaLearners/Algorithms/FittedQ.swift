// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Fitted Q iteration from a data set, with a table: each update is one sweep over all transitions.
///
/// The regression is the mean of the targets of each row and action, which makes the iteration a contraction
/// that converges (Gordon 1995). Actions that the data never shows are never chosen: neither in targets, where
/// their values would be guesses, nor by the policy.
///
/// > Source: Ernst et al. 2005, [*Tree-Based Batch Mode Reinforcement
/// > Learning*](https://www.jmlr.org/papers/v6/ernst05a.html), figure 1; Gordon 1995, *Stable Function
/// > Approximation in Dynamic Programming*.
public final class FittedQ: Learner {
  /// The hyperparameters.
  public struct Settings: DatasetLearnerSettings {
    @Setting("γ", "discount", .in(0...1)) public var discount: Float = 0.99
    public var sight = Sight()
    public init() {}
  }

  /// A transition of the data, by its places in the table.
  private struct Sample {
    /// The place of Q(s, a), and the first place of Q(s', ·).
    let place, next: Int
    let reward, bootstrap: Float
  }

  public let settings: Settings
  /// Q.
  public let table: ValueTable
  private let updates = Counter()
  /// The data, found when it is first needed, and how often each place is in it.
  private var data: (samples: [Sample], counts: [Int])?

  public init(_ settings: Settings, _ problem: Problem, _ compute: Compute) throws {
    table = ValueTable(actionCount: problem.choiceCount ?? 0)
    self.settings = settings
  }

  public func learn(from replay: Replay, after step: Int) {
    let (samples, counts) = data ?? read(replay)
    data = (samples, counts)
    // y = r + γ max Q_k(s', a'), and Q_{k+1}(s, a) the mean of all y of (s, a)
    var sums = [Double](repeating: 0, count: counts.count)
    for sample in samples {
      sums[sample.place] += Double(sample.reward + sample.bootstrap * best(sample.next).value)
    }
    for (place, count) in counts.enumerated() where count > 0 {
      table.set(place, to: Float(sums[place] / Double(count)))
    }
    updates.value += 1
  }

  private func read(_ replay: Replay) -> (samples: [Sample], counts: [Int]) {
    let samples = (0..<replay.slotCount).filter(replay.isStep).map { slot in
      let step = replay.transition(at: slot, discount: settings.discount, steps: 1)
      return Sample(
        place: table.place(replay.state(slot), Int(replay.action(slot).first ?? 0)),
        next: table.place(replay.state(step.nextSlot)), reward: step.reward,
        bootstrap: step.bootstrap)
    }
    var counts = [Int](repeating: 0, count: table.values.count)
    for sample in samples { counts[sample.place] += 1 }
    return (samples, counts)
  }

  /// Returns the best action of the row that begins at `place`, among those that the data shows, and its
  /// value; 0 where it shows none.
  private func best(_ place: Int) -> (action: Int, value: Float) {
    var best: (action: Int, value: Float)?
    for action in 0..<table.actionCount where table.visits[place + action] > 0 {
      let value = table.values[place + action]
      if best.map({ value > $0.value }) ?? true { best = (action, value) }
    }
    return best ?? (0, 0)
  }

  public func act(_ seen: Seen, exploring: Bool, _ random: RandomSource) -> [Float] {
    [Float(table.knownPlace(seen.replay.state(seen.slot)).map { best($0).action } ?? 0)]
  }

  public var updateCount: Int { updates.value }
  public var measures: Measures { table.measures }

  public var parts: Parts { Parts().adding(("updates", updates), ("table", table)) }
}
