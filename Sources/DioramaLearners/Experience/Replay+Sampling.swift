// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A transition over n steps, sampled from a ``Replay``.
public struct SampledTransition: Hashable, Sendable {
  /// The slot at which it begins.
  public var slot: Int

  /// The slot at which it ends.
  public var nextSlot: Int

  /// The discounted sum of its rewards, `discount^k reward_k` over all steps k.
  public var reward: Float

  /// The factor of the value at its end: `discount^n`, or 0 if the task terminated.
  public var bootstrap: Float

  /// The slot whose achieved goal replaces the desired goal; nil if the desired goal stays.
  public var goal: Int?

  /// The shifts of the images at its beginning and at its end [pixels].
  public var shift: Shift
  public var nextShift: Shift

  /// A shift by whole pixels.
  public struct Shift: Hashable, Sendable {
    public var down = 0
    public var right = 0

    public init(down: Int = 0, right: Int = 0) {
      self.down = down
      self.right = right
    }

    /// Draws a shift by at most `reach` pixels either way; if `reach` is 0, nothing is drawn.
    init(upTo reach: Int, from stream: inout RandomStream) {
      guard reach > 0 else { return }
      down = stream.integer(below: 2 * reach + 1) - reach
      right = stream.integer(below: 2 * reach + 1) - reach
    }
  }
}

extension Replay {
  /// Returns `count` transitions, each drawn uniformly.
  ///
  /// - Parameters:
  ///   - count: The number of transitions.
  ///   - keptShare: The share of them that is drawn from those that are ``kept``, and comes first; the rest is
  ///     drawn from the others. If nil, or if none are kept, all are drawn alike.
  ///   - chosen: The slots that they begin at; nil for all transitions.
  ///   - discount: γ.
  ///   - steps: The number of steps n of each; fewer if the episode ends before.
  ///   - shift: The largest shift of images [pixels].
  ///   - stream: The random stream to draw from.
  /// - Returns: The transitions, in the order of the draws.
  /// - Precondition: There is a transition.
  public func sample(
    _ count: Int, keptShare: Float? = nil, among chosen: [Int]? = nil, discount: Float, steps: Int,
    shift: Int,
    from stream: inout RandomStream
  ) -> [SampledTransition] {
    // where slots are replaced, the one that waits for an action lies among the others
    let slots = added < capacity ? self.count : slotCount
    let keptCount = kept == 0 ? nil : keptShare.map { Int(($0 * Float(count)).rounded()) }
    return (0..<count).map { index in
      let from = keptCount.map { index < $0 ? 0..<kept : kept..<slots } ?? 0..<slots
      var slot: Int
      if let chosen {
        slot = chosen[stream.integer(below: chosen.count)]
      } else {
        repeat {
          slot = from.lowerBound + stream.integer(below: from.count)
        } while !isTransition(slot)
      }
      var transition = transition(at: slot, discount: discount, steps: steps)
      transition.shift = .init(upTo: shift, from: &stream)
      transition.nextShift = .init(upTo: shift, from: &stream)
      return transition
    }
  }

  /// Returns the transition over `steps` steps that begins at `slot`; fewer steps if the episode ends before.
  public func transition(at slot: Int, discount: Float, steps: Int) -> SampledTransition {
    var (at, reward, weight) = (slot, Float(0), Float(1))
    var isOver = false
    for _ in 0..<steps {
      reward += weight * rewards[at]
      weight *= discount
      isOver = followers[at] == .terminal
      at = next(at)
      if isOver || !isTransition(at) { break }
    }
    return SampledTransition(
      slot: slot, nextSlot: at, reward: reward, bootstrap: isOver ? 0 : weight, goal: nil,
      shift: .init(), nextShift: .init())
  }
}
