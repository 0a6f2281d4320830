// SPDX-License-Identifier: Apache-2.0

/// A wrapper that rescales actions from the caller's bounds to those of the base (Gymnasium:
/// `RescaleAction`).
public struct RescaleAction<Base: Environment & ~Copyable>: Environment, ~Copyable
where Base.Action == TaskAction {
  /// The environment inside.
  public var base: Base
  /// The caller's bounds of every number of an action.
  public let bounds: ClosedRange<Float>

  /// Takes `base` over.
  ///
  /// - Precondition: `bounds` is finite and not a single number.
  public init(_ base: consuming Base, bounds: ClosedRange<Float>) {
    precondition(
      bounds.lowerBound.isFinite && bounds.upperBound.isFinite
        && bounds.lowerBound < bounds.upperBound, "the bounds are \(bounds)")
    self.base = base
    self.bounds = bounds
  }

  public var observationSpace: Space { base.observationSpace }

  public var actionSpace: Space {
    guard case .box(let low, _) = base.actionSpace else { return base.actionSpace }
    return .box(count: low.count, in: bounds)
  }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Base.Observation {
    try base.reset(seed: seed)
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<Base.Observation> {
    guard case .vector(var numbers) = action, case .box(let low, let high) = base.actionSpace,
      numbers.count == low.count
    else { return try base.step(action) }
    for (i, number) in numbers.enumerated() {
      // errors must speak of the caller's bounds, not of the base's
      guard number.isFinite else { throw .actionNotFinite(index: i, value: number) }
      guard bounds.contains(number) else {
        throw .actionOutOfBounds(index: i, value: number, bounds: bounds)
      }
      let fraction = (number - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
      numbers[i] = min(max(low[i] + fraction * (high[i] - low[i]), low[i]), high[i])
    }
    return try base.step(.vector(numbers))
  }
}
