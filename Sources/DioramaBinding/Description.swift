// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaTasks

/// Descriptions of environments, as JSON.
enum Description {
  /// Returns the facts of the catalogue about `entry`, and those that only an environment knows.
  static func fields(
    _ entry: Catalog.Entry, observationSpace: Space, actionSpace: Space, cameras: [String],
    metrics: [String], horizon: Int, isGrid: Bool
  ) -> [String: OptionValue] {
    [
      "id": .text(entry.id.description), "summary": .text(entry.summary),
      "horizon": number(horizon), "control_period": number(entry.controlPeriod),
      "goal_conditioned": .flag(entry.isGoalConditioned),
      "random_success": number(entry.randomSuccess),
      "expert_success": number(entry.expertSuccess),
      "reward_range": .list([
        number(Double(entry.rewardRange.lowerBound)), number(Double(entry.rewardRange.upperBound)),
      ]),
      "cameras": texts(cameras), "metrics": texts(metrics),
      "state": .list(
        entry.stateElements.map { element in
          .object([
            "name": .text(element.name), "unit": .text(element.unit),
            "low": number(Double(element.range.lowerBound)),
            "high": number(Double(element.range.upperBound)),
          ])
        }),
      "observation_space": space(observationSpace), "action_space": space(actionSpace),
      "is_grid": .flag(isGrid),
    ]
  }

  /// Returns the options that an environment was made with.
  static func options(_ options: EnvironmentOptions, cameras: [String]) -> [String: OptionValue] {
    [
      "observation": .text(options.observation.rawValue),
      "reward": .text(options.reward.rawValue), "width": number(options.view.width),
      "height": number(options.view.height),
      "camera": .text(options.view.camera ?? cameras.first ?? ""),
      "quality": .text(options.view.quality.rawValue),
      "randomize": texts(options.randomized.map(\.rawValue).sorted()),
    ]
  }

  static func texts(_ texts: [String]) -> OptionValue { .list(texts.map { .text($0) }) }

  static func number(_ number: Int) -> OptionValue { .number(Double(number)) }

  /// Returns a number, or null if it is not finite, as JSON has finite numbers only.
  static func number(_ number: Double) -> OptionValue { number.isFinite ? .number(number) : .null }

  private static func space(_ space: Space) -> OptionValue {
    switch space {
    case .box(let low, let high):
      .object([
        "type": .text("box"), "dtype": .text("float32"), "shape": .list([number(low.count)]),
        "low": bounds(low), "high": bounds(high),
      ])
    case .discrete(let count): .object(["type": .text("discrete"), "n": number(count)])
    case .pixels(let width, let height):
      .object([
        "type": .text("box"), "dtype": .text("uint8"),
        "shape": .list([number(height), number(width), number(3)]), "low": number(0),
        "high": number(255),
      ])
    case .dictionary(let parts):
      .object([
        "type": .text("dict"), "spaces": .object(parts.mapValues(Self.space)),
      ])
    }
  }

  private static func bounds(_ bounds: [Float]) -> OptionValue {
    guard let first = bounds.first, bounds.allSatisfy({ $0 == first }) else {
      return .list(bounds.map { number(Double($0)) })
    }
    return number(Double(first))
  }
}
