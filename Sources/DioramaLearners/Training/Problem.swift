// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import DioramaNetworks

/// What a learner learns in: what is seen, what can be done, what is given besides.
public struct Problem: Sendable {
  /// The environment's name, such as `Pushing-v1`.
  public let environment: String

  /// What is seen.
  public let layout: ObservationLayout

  /// What can be done; learners act in ±1, whatever the bounds of a box.
  public let actions: Space

  /// Where the numbers of the state lie.
  public let bounds: [ClosedRange<Float>]

  /// The reward as a function of goals, where there are goals.
  public let goalReward: GoalReward?

  /// Images of success, where they are given.
  public let successImages: [Image]

  /// Statistics of the states that were seen.
  public let normalizer: StateNormalizer

  /// Makes the problem of `environment`, seen as `sight` says.
  public init(
    _ environment: AnyEnvironment, _ sight: Sight = Sight(), successImages: [Image] = []
  ) {
    self.init(
      environment.id.description,
      ObservationLayout(environment, stack: sight.frameStack, tiles: sight.stateTiles),
      actions: environment.actionSpace, bounds: environment.observationSpace.bounds,
      goalReward: environment.goalReward, successImages: successImages)
  }

  /// Makes a problem of parts.
  public init(
    _ environment: String, _ layout: ObservationLayout, actions: Space,
    bounds: [ClosedRange<Float>] = [], goalReward: GoalReward? = nil, successImages: [Image] = []
  ) {
    self.environment = environment
    self.layout = layout
    self.actions = actions
    self.bounds = bounds
    self.goalReward = goalReward
    self.successImages = successImages
    // intervals are 0 or 1 already
    normalizer = StateNormalizer(count: layout.tileCount > 0 ? 0 : layout.stateCount)
  }

  /// How many choices there are; nil where actions are numbers.
  public var choiceCount: Int? {
    if case .discrete(let count) = actions { count } else { nil }
  }

  /// How many numbers an action has in the replay.
  public var actionCount: Int { choiceCount == nil ? actions.count : 1 }

  /// Whether `numbers` may stand for actions in the replay.
  func allows(_ numbers: [Float]) -> Bool {
    guard let choiceCount else { return numbers.allSatisfy(\.isFinite) }
    return numbers.allSatisfy { $0 == $0.rounded() && (0..<Float(choiceCount)).contains($0) }
  }

  /// Returns an action drawn uniformly.
  public func randomAction(_ random: RandomSource) -> [Float] {
    if let choiceCount { return [Float(random.stream.integer(below: choiceCount))] }
    return (0..<actionCount).map { _ in Float(random.stream.uniform(in: -1...1)) }
  }
}
