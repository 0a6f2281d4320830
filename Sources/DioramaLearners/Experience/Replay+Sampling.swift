// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// One transition over n steps, drawn from a ``Replay``.
public struct SampledTransition: Hashable, Sendable {
  /// Where it begins.
  public var slot: Int

  /// Where it ends.
  public var nextSlot: Int

  /// The rewards on the way: the sum of `discount^k reward_k`.
  public var reward: Float

  /// What the value at its end counts: `discount^n`, or 0 where the task was over.
  public var bootstrap: Float

  /// The slot whose achieved goal is desired in place of what was desired; nil for that.
  public var goal: Int?

  /// How far the pictures at its beginning and at its end are moved [pixels].
  public var shift: Shift
  public var nextShift: Shift

  /// A move by whole pixels.
  public struct Shift: Hashable, Sendable {
    public var down = 0
    public var right = 0

    public init(down: Int = 0, right: Int = 0) {
      self.down = down
      self.right = right
    }

    /// Draws a move by `reach` pixels at most in either direction; without reach nothing is drawn.
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
  ///   - count: How many.
  ///   - discount: γ.
  ///   - steps: Over how many steps they go; fewer where the episode ends before.
  ///   - shift: How far pictures may be moved [pixels].
  ///   - stream: Where they are drawn from.
  /// - Returns: The transitions, in the order of the draws.
  /// - Precondition: There is a transition.
  public func sample(
    _ count: Int, discount: Float, steps: Int, shift: Int, from stream: inout RandomStream
  ) -> [SampledTransition] {
    // where slots are replaced, the one that waits for an action lies among the others
    let slots = added < capacity ? self.count : slotCount
    return (0..<count).map { _ in
      var slot = stream.integer(below: slots)
      while !isTransition(slot) { slot = stream.integer(below: slots) }
      var transition = transition(at: slot, discount: discount, steps: steps)
      transition.shift = .init(upTo: shift, from: &stream)
      transition.nextShift = .init(upTo: shift, from: &stream)
      return transition
    }
  }

  /// The transition over `steps` steps that begins at `slot`.
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
