// SPDX-License-Identifier: Apache-2.0

extension Replay {
  /// A transition of a rollout, with its advantage, and the value that was expected.
  public struct Advantage: Hashable, Sendable {
    public var transition: SampledTransition
    public var advantage: Float
    public var value: Float

    /// What the value should have been, as far as the rollout tells: `A + V`.
    public var target: Float { advantage + value }
  }

  /// Returns the advantages of all transitions since `seen`, which then is the present.
  ///
  /// - Parameters:
  ///   - seen: The number of observations that were completed when this was last asked.
  ///   - value: V.
  ///   - settings: γ and λ.
  /// - Returns: The advantages, the last transition first; none before the first observation.
  func advantages(
    since seen: Counter, _ value: Critics, _ settings: RolloutSettings
  ) -> [Advantage] {
    guard let open else { return [] }
    let slots = slots(from: seen.value) + [open]
    seen.value = added
    return advantages(
      slots, value.values(at: slots, of: self).map { $0[0] }, discount: settings.discount,
      decay: settings.traceDecay)
  }

  /// Returns the generalised advantages of the transitions that begin at `slots`: `A = δ + γ λ A'` with
  /// `δ = r + γ V(s') - V(s)`.
  ///
  /// At the end of an episode A' is 0; V(s') is 0 only if the task terminated, not at a time limit.
  ///
  /// > Source: Schulman et al. 2016, [*High-Dimensional Continuous Control Using Generalized Advantage
  /// > Estimation*](https://arxiv.org/abs/1506.02438), equation 16.
  ///
  /// - Parameters:
  ///   - slots: Slots that follow each other, the last one for its value only.
  ///   - values: V of each.
  ///   - discount: γ.
  ///   - decay: λ.
  /// - Returns: The advantages, the last transition first.
  public func advantages(
    _ slots: [Int], _ values: [Float], discount: Float, decay: Float
  ) -> [Advantage] {
    var result: [Advantage] = []
    var next: Float = 0
    for index in slots.indices.dropLast().reversed() {
      guard isStep(slots[index]) else {
        next = 0
        continue
      }
      let here = transition(at: slots[index], discount: discount, steps: 1)
      let surprise = here.reward + here.bootstrap * values[index + 1] - values[index]
      next = surprise + here.bootstrap * decay * next
      result.append(Advantage(transition: here, advantage: next, value: values[index]))
    }
    return result
  }
}

extension [Float] {
  /// The numbers, standardised to mean 0 and standard deviation 1.
  var standardized: [Float] {
    let mean = reduce(0) { $0 + Double($1) } / Double(Swift.max(count, 1))
    let squares = reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let deviation = (squares / Double(Swift.max(count, 1))).squareRoot() + 1e-8
    return map { Float((Double($0) - mean) / deviation) }
  }
}
