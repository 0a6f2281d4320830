// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaNetworks

/// What a learner is shown at each step: a vector, a picture, or both.
public struct ObservationLayout: Hashable, Sendable {
  /// How many numbers the vector has; 0 without one.
  public var stateCount: Int

  /// The shape of one frame; nil without pictures.
  public var frame: ImageShape?

  /// How many frames, the present one last, are seen together.
  public var stack: Int

  /// Makes a layout.
  public init(stateCount: Int, frame: ImageShape? = nil, stack: Int = 1) {
    self.stateCount = stateCount
    self.frame = frame
    self.stack = stack
  }

  /// The layout of what `environment` shows.
  public init(_ environment: AnyEnvironment, stack: Int = 1) {
    self.init(stateCount: 0, frame: nil, stack: stack)
    switch environment.observationSpace {
    case .dictionary(let parts):
      for (name, part) in parts {
        if case .pixels(let width, let height) = part {
          frame = ImageShape(height: height, width: width, channels: 3)
        } else if name != "achieved_goal" {
          stateCount += part.count
        }
      }
    case .pixels(let width, let height):
      frame = ImageShape(height: height, width: width, channels: 3)
    case let space:
      stateCount = space.count
    }
  }

  /// The shape of the stacked frames; nil without pictures.
  public var picture: ImageShape? {
    frame.map {
      ImageShape(height: $0.height, width: $0.width, channels: $0.channels * stack)
    }
  }

  /// The vector of `observation`: the state, then the goal if there is one.
  func state(_ observation: TaskObservation) -> [Float] {
    stateCount == 0 ? [] : observation.state + observation.desiredGoal
  }

  /// The bytes of the frame of `observation`.
  func frame(_ observation: TaskObservation) -> [UInt8] {
    frame == nil ? [] : observation.pixels?.samples ?? []
  }
}
