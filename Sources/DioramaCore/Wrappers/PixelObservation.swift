// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A wrapper that observes an image instead of the observation (Gymnasium: `AddRenderObservation`).
public struct PixelObservation<Base: RenderedEnvironment & ~Copyable>: Environment, ~Copyable {
  /// The environment inside.
  public var base: Base
  /// The view of the images: camera, size and quality.
  public let view: View

  /// Takes `base` over.
  public init(_ base: consuming Base, view: View = View()) {
    self.base = base
    self.view = view
  }

  public var observationSpace: Space { .pixels(width: view.width, height: view.height) }
  public var actionSpace: Space { base.actionSpace }

  public mutating func reset(seed: UInt64) throws(SimulationError) -> Image {
    _ = try base.reset(seed: seed)
    return try base.image(view)
  }

  public mutating func step(_ action: Base.Action) throws(SimulationError) -> Step<Image> {
    let step = try base.step(action)
    return Step(observation: try base.image(view), reward: step.reward, ending: step.ending)
  }
}
