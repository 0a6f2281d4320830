// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaTasks

/// Descriptions of environments, as JSON.
enum Description {
  /// Returns the facts of the catalogue about `entry`, and those that only an environment knows.
  static func fields(
    _ entry: Catalog.Entry, observationSpace: Space, actionSpace: Space, cameras: [String],
    metrics: [String], horizon: Int, isGrid: Bool
  ) -> [String: JSONValue] {
    [
      "id": .string(entry.id.description), "summary": .string(entry.summary),
      "horizon": number(horizon), "control_period": number(entry.controlPeriod),
      "goal_conditioned": .bool(entry.isGoalConditioned),
      "random_success": number(entry.randomSuccess),
      "expert_success": number(entry.expertSuccess),
      "reward_range": .array([
        number(Double(entry.rewardRange.lowerBound)), number(Double(entry.rewardRange.upperBound)),
      ]),
      "cameras": texts(cameras), "metrics": texts(metrics),
      "state": .array(
        entry.stateElements.map { element in
          .object([
            "name": .string(element.name), "unit": .string(element.unit),
            "low": number(Double(element.range.lowerBound)),
            "high": number(Double(element.range.upperBound)),
          ])
        }),
      "observation_space": space(observationSpace), "action_space": space(actionSpace),
      "is_grid": .bool(isGrid),
    ]
  }

  /// Returns the options that an environment was made with.
  static func options(_ options: EnvironmentOptions, cameras: [String]) -> [String: JSONValue] {
    [
      "observation": .string(options.observation.rawValue),
      "reward": .string(options.reward.rawValue), "width": number(options.view.width),
      "height": number(options.view.height),
      "camera": .string(options.view.camera ?? cameras.first ?? ""),
      "quality": .string(options.view.quality.rawValue),
      "randomize": texts(options.randomized.map(\.rawValue).sorted()),
    ]
  }

  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  static func number(_ number: Int) -> JSONValue { .integer(UInt64(number)) }

  /// Returns a number, or null if it is not finite, as JSON has finite numbers only.
  static func number(_ number: Double) -> JSONValue { number.isFinite ? .number(number) : .null }

  private static func space(_ space: Space) -> JSONValue {
    switch space {
    case .box(let low, let high):
      .object([
        "type": .string("box"), "dtype": .string("float32"), "shape": .array([number(low.count)]),
        "low": bounds(low), "high": bounds(high),
      ])
    case .discrete(let count): .object(["type": .string("discrete"), "n": number(count)])
    case .pixels(let width, let height):
      .object([
        "type": .string("box"), "dtype": .string("uint8"),
        "shape": .array([number(height), number(width), number(3)]), "low": number(0),
        "high": number(255),
      ])
    case .dictionary(let parts):
      .object([
        "type": .string("dict"), "spaces": .object(parts.mapValues(Self.space)),
      ])
    }
  }

  private static func bounds(_ bounds: [Float]) -> JSONValue {
    guard let first = bounds.first, bounds.allSatisfy({ $0 == first }) else {
      return .array(bounds.map { number(Double($0)) })
    }
    return number(Double(first))
  }
}
