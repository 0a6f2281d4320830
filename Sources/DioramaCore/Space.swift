// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A set of values that observations or actions are drawn from.
public indirect enum Space: Hashable, Sendable {
  /// Vectors between `low` and `high`, which are equally long.
  case box(low: [Float], high: [Float])
  /// The whole numbers in `0..<count`.
  case discrete(count: Int)
  /// Images, `[height, width, 3]`.
  case pixels(width: Int, height: Int)
  /// Several spaces side by side.
  case dictionary([String: Space])

  /// Makes the box of vectors with `count` numbers in `range`.
  public static func box(count: Int, in range: ClosedRange<Float>) -> Space {
    .box(
      low: Array(repeating: range.lowerBound, count: count),
      high: Array(repeating: range.upperBound, count: count))
  }

  /// The number of elements of a vector, or of values of a discrete space.
  public var count: Int {
    switch self {
    case .box(let low, _): low.count
    case .discrete(let count): count
    case .pixels(let width, let height): width * height * 3
    case .dictionary(let parts): parts.values.reduce(0) { $0 + $1.count }
    }
  }

  /// Returns whether `vector` has the right length and every number is within its bounds.
  public func contains(_ vector: [Float]) -> Bool {
    guard case .box(let low, let high) = self, vector.count == low.count else { return false }
    return vector.indices.allSatisfy { vector[$0] >= low[$0] && vector[$0] <= high[$0] }
  }

  /// Returns whether every part of `observation` lies in its part of this space.
  public func contains(_ observation: TaskObservation) -> Bool {
    switch self {
    case .box: contains(observation.state)
    case .discrete(let count):
      observation.state.count == 1 && observation.state[0] == observation.state[0].rounded()
        && (0..<Float(count)).contains(observation.state[0])
    case .pixels(let width, let height):
      observation.pixels.map { $0.width == width && $0.height == height } ?? false
    case .dictionary(let parts):
      parts.allSatisfy { name, space in
        switch name {
        case "pixels": space.contains(TaskObservation(pixels: observation.pixels))
        case "achieved_goal": space.contains(observation.achievedGoal)
        case "desired_goal": space.contains(observation.desiredGoal)
        default: space.contains(TaskObservation(state: observation.state))
        }
      }
    }
  }

  /// Returns an action drawn uniformly.
  ///
  /// - Precondition: It is a box or a discrete space.
  public func sample(from stream: inout RandomStream) -> TaskAction {
    switch self {
    case .box(let low, let high):
      .vector(
        zip(low, high).map { low, high in
          let drawn = Float(stream.uniform(in: Double(low)...Double(high)))
          return min(max(drawn, low), high)  // rounding to a float must not leave the box
        })
    case .discrete(let count): .index(stream.integer(below: count))
    case .pixels, .dictionary: preconditionFailure("\(self) is not a space of actions")
    }
  }
}

extension Space: CustomStringConvertible {
  /// The space as Gymnasium prints it, except that bounds that differ are printed as a Swift array.
  public var description: String {
    switch self {
    case .box(let low, let high):
      "Box(\(Self.brief(low)), \(Self.brief(high)), (\(low.count),), float32)"
    case .discrete(let count): "Discrete(\(count))"
    case .pixels(let width, let height): "Box(0, 255, (\(height), \(width), 3), uint8)"
    case .dictionary(let parts):
      "Dict("
        + parts.sorted { $0.key < $1.key }.map { "'\($0.key)': \($0.value)" }
        .joined(separator: ", ") + ")"
    }
  }

  /// Returns the bounds as text: one number where all are equal.
  private static func brief(_ bounds: [Float]) -> String {
    guard let first = bounds.first, bounds.allSatisfy({ $0 == first }) else { return "\(bounds)" }
    return "\(first)"
  }
}
