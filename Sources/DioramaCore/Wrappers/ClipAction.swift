// SPDX-License-Identifier: Apache-2.0

/// A wrapper that clips every action to the bounds of the action space (Gymnasium: `ClipAction`).
///
/// Numbers that are not finite are still refused.
public struct ClipAction<Base: Environment & ~Copyable>: Environment, ~Copyable
where Base.Action == TaskAction {
  /// The environment inside.
  public var base: Base

  /// Takes `base` over.
  public init(_ base: consuming Base) { self.base = base }

  public var observationSpace: Space { base.observationSpace }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Base.Observation {
    try base.reset(seed: seed)
  }

  public mutating func step(
    _ action: TaskAction
  ) throws(SimulationError) -> Step<Base.Observation> {
    guard case .vector(var numbers) = action, case .box(let low, let high) = base.actionSpace,
      numbers.count == low.count, numbers.allSatisfy(\.isFinite)
    else { return try base.step(action) }
    for i in numbers.indices { numbers[i] = min(max(numbers[i], low[i]), high[i]) }
    return try base.step(.vector(numbers))
  }
}
