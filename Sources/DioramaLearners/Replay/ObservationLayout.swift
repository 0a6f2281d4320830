// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// What a learner is shown at each step: a vector, a picture, or both.
public struct ObservationLayout: Hashable, Sendable {
  /// How many numbers the state vector has; 0 without one.
  public var stateCount: Int

  /// The shape of one frame; nil without pictures.
  public var frame: ImageShape?

  /// How many frames, the present one last, are seen together.
  public var stack: Int

  public init(stateCount: Int, frame: ImageShape? = nil, stack: Int = 1) {
    self.stateCount = stateCount
    self.frame = frame
    self.stack = stack
  }

  /// The shape of the stacked frames; nil without pictures.
  public var picture: ImageShape? {
    frame.map {
      ImageShape(height: $0.height, width: $0.width, channels: $0.channels * stack)
    }
  }
}
