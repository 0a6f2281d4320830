// SPDX-License-Identifier: Apache-2.0

extension Replay {
  /// The episodes as far as they are stored, each as the slots of its transitions in their order.
  var episodes: [[Int]] {
    var episodes: [[Int]] = []
    var isInside = false
    for slot in slots(from: 0) {
      defer { isInside = isTransition(slot) }
      guard isTransition(slot) else { continue }
      if isInside {
        episodes[episodes.count - 1].append(slot)
      } else {
        episodes.append([slot])
      }
    }
    return episodes
  }

  /// Returns the slots of the transitions of the best episodes by their return, the sum of their rewards.
  ///
  /// - Parameter share: The share of the episodes, rounded; at least one is taken. The earlier one of equal
  ///   episodes is the better.
  /// - Returns: The slots, the best episode's first.
  /// - Throws: ``TrainingError/tooFewEpisodes(_:share:)`` if there are no two to choose from.
  package func bestTransitions(share: Float) throws(TrainingError) -> [Int] {
    let returns = episodes.map { slots in
      (slots: slots, sum: slots.reduce(0) { $0 + Double(rewards[$1]) })
    }
    guard returns.count > 1 else { throw .tooFewEpisodes(returns.count, share: share) }
    let count = max(Int((share * Float(returns.count)).rounded()), 1)
    let ranks = returns.indices.sorted {
      (returns[$1].sum, $0) < (returns[$0].sum, $1)
    }
    return ranks.prefix(count).flatMap { returns[$0].slots }
  }

  /// The mean reward of a step from each transition to the end of its episode, by slot; 0 at other slots.
  var rewardsToGo: [Float] {
    var result = [Float](repeating: 0, count: slotCount)
    for slots in episodes {
      var sum = 0.0
      for (count, slot) in slots.reversed().enumerated() {
        sum += Double(rewards[slot])
        result[slot] = Float(sum / Double(count + 1))
      }
    }
    return result
  }
}
