// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
public import DioramaNetworks

/// The layout of observations: a vector, an image, or both.
public struct ObservationLayout: Hashable, Sendable {
  /// The number of elements of the vector, as the networks see it; 0 without a vector.
  public var stateCount: Int

  /// The shape of one frame; nil without images.
  public var frame: ImageShape?

  /// The number of frames that are stacked, the present one last.
  public var stack: Int

  /// The number of tiles, the equal intervals that the range of each number of the state is divided into; 0
  /// without tiles.
  ///
  /// The networks see 1 for the tile that the number lies in and 0 for the others, in place of the number. A
  /// number that jumps from cell to cell, as in a grid, is told apart at once this way.
  ///
  /// > Source: Sutton and Barto 2018, [*Reinforcement
  /// > Learning*](http://incompleteideas.net/book/the-book-2nd.html), Section 9.5.4, with one tiling for
  /// > each number.
  public private(set) var tileCount = 0

  /// The bounds of the numbers that are divided into tiles.
  private var bounds: [ClosedRange<Float>] = []

  /// The number of elements of a goal, which are the last ones of the vector; 0 without goals.
  public private(set) var goalCount = 0

  /// The number of tasks that the last numbers of the state tell apart, one for each; 0 for one task alone, and
  /// where the state is not observed.
  public private(set) var taskCount = 0

  /// Makes a layout.
  public init(
    stateCount: Int, goalCount: Int = 0, taskCount: Int = 0, frame: ImageShape? = nil,
    stack: Int = 1
  ) {
    self.stateCount = stateCount
    self.goalCount = goalCount
    self.taskCount = taskCount
    self.frame = frame
    self.stack = stack
  }

  /// Makes the layout of the observations of `environment`.
  public init(_ environment: AnyEnvironment, stack: Int = 1, tiles: Int = 0) {
    self.init(stateCount: 0, frame: nil, stack: stack)
    switch environment.observationSpace {
    case .dictionary(let parts):
      for (name, part) in parts {
        if case .pixels(let width, let height) = part {
          frame = ImageShape(height: height, width: width, channels: 3)
        } else if name == "achieved_goal" {
          goalCount = part.count
        } else {
          stateCount += part.count
        }
      }
    case .pixels(let width, let height):
      frame = ImageShape(height: height, width: width, channels: 3)
    case let space:
      stateCount = space.count
    }
    taskCount = stateCount > 0 ? environment.tasks.count : 0
    guard tiles > 0 else { return }
    bounds = environment.observationSpace.bounds
    tileCount = tiles
    stateCount *= tiles
  }

  /// The shape of the stacked frames; nil without images.
  public var picture: ImageShape? {
    frame.map {
      ImageShape(height: $0.height, width: $0.width, channels: $0.channels * stack)
    }
  }

  /// Returns the vector of `observation`: the state, then the goal if there is one.
  package func state(_ observation: TaskObservation) -> [Float] {
    guard stateCount > 0 else { return [] }
    let numbers = observation.state + observation.desiredGoal
    guard tileCount > 0 else { return numbers }
    var tiles = [Float](repeating: 0, count: stateCount)
    for (index, (number, range)) in zip(numbers, bounds).enumerated() {
      let part = (number - range.lowerBound) / (range.upperBound - range.lowerBound)
      let tile = min(max(part * Float(tileCount), 0), Float(tileCount - 1))
      tiles[index * tileCount + Int(tile)] = 1
    }
    return tiles
  }

  /// Returns the index of the task that the vector `state` tells; nil where there is one task alone.
  package func task(of state: some Collection<Float>) -> Int? {
    // of tiles, the last one stands for a 1
    let width = max(tileCount, 1)
    let marks = state.suffix(taskCount * width).enumerated()
    return marks.first { $0.element > 0 && $0.offset % width == width - 1 }.map {
      $0.offset / width
    }
  }

  /// Returns the goal that is achieved in `observation`; empty without goals.
  func achievedGoal(_ observation: TaskObservation) -> [Float] {
    goalCount == 0 ? [] : observation.achievedGoal
  }

  /// Returns the bytes of the frame of `observation`; empty without images.
  func frame(_ observation: TaskObservation) -> [UInt8] {
    frame == nil ? [] : observation.pixels?.samples ?? []
  }
}

extension Space {
  /// The bounds of the numbers in the vector, the state's and then the goal's.
  var bounds: [ClosedRange<Float>] {
    switch self {
    case .box(let low, let high): zip(low, high).map { $0...$1 }
    case .dictionary(let parts):
      (parts["observation"]?.bounds ?? []) + (parts["desired_goal"]?.bounds ?? [])
    case .discrete, .pixels: []
    }
  }
}
