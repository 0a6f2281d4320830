// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import DioramaNetworks
import Foundation

/// A learning problem: its observations and actions, and the goals and images that are given with it.
public struct Problem: Sendable {
  /// The environment's name, such as `Pushing-v1`.
  public let environment: String

  /// The layout of observations.
  public let layout: ObservationLayout

  /// The space of actions; learners act in ±1, whatever the bounds of a box.
  public let actions: Space

  /// The bounds of the elements of the state vector.
  public let bounds: [ClosedRange<Float>]

  /// The elements of the state vector: what each is of; empty if that is not known.
  public let elements: [StateElement]

  /// The number of different state vectors, each of which can have a row of a table; nil where there are
  /// infinitely many, or nobody counted them.
  public let stateCount: Int?

  /// The reward as a function of goals; nil without goals.
  public let goalReward: GoalReward?

  /// The success images, if any are given.
  public let successImages: [Image]

  /// The images of failure that are shown beside them, if any are given.
  public let failureImages: [Image]

  /// The normalisation of states, by the statistics of those observed so far.
  public let normalizer: StateNormalizer

  /// Makes the problem of `environment`, observed as `sight` says.
  public init(
    _ environment: AnyEnvironment, _ sight: Sight = Sight(), successImages: [Image] = [],
    failureImages: [Image] = []
  ) {
    self.init(
      environment.id.description,
      ObservationLayout(environment, stack: sight.frameStack, tiles: sight.stateTiles),
      actions: environment.actionSpace, bounds: environment.observationSpace.bounds,
      elements: environment.stateElements, stateCount: environment.stateCount,
      goalReward: environment.goalReward,
      successImages: successImages,
      failureImages: failureImages)
  }

  /// Makes a problem from its parts.
  public init(
    _ environment: String, _ layout: ObservationLayout, actions: Space,
    bounds: [ClosedRange<Float>] = [], elements: [StateElement] = [], stateCount: Int? = nil,
    goalReward: GoalReward? = nil,
    successImages: [Image] = [], failureImages: [Image] = []
  ) {
    self.environment = environment
    self.layout = layout
    self.actions = actions
    self.bounds = bounds
    self.elements = elements
    self.stateCount = stateCount
    self.goalReward = goalReward
    self.successImages = successImages
    self.failureImages = failureImages
    // the networks see 0 or 1 for each interval, which needs no normalisation
    normalizer = StateNormalizer(count: layout.tileCount > 0 ? 0 : layout.stateCount)
  }

  /// Returns which numbers of the state vector, as the networks see it, are of `subject`; none if no state is
  /// observed.
  func columns(of subject: StateElement.Subject) -> [Int] {
    guard layout.stateCount > 0 else { return [] }
    let width = max(layout.tileCount, 1)
    return elements.indices.filter { elements[$0].subject == subject }
      .flatMap { $0 * width..<($0 + 1) * width }
  }

  /// The numbers of the state vector that are not the hand's.
  var columnsOfObjects: [Int] {
    let hand = Set(columns(of: .hand))
    return (0..<layout.stateCount).filter { !hand.contains($0) }
  }

  /// The number of discrete actions; nil if actions are continuous.
  public var choiceCount: Int? {
    if case .discrete(let count) = actions { count } else { nil }
  }

  /// The target entropy H̄ of a soft policy: `-dim(A)` of continuous actions, `log(n) / 10` of n discrete ones.
  ///
  /// That is a tenth of the uniform policy's: with the paper's 0.98 the policy stays too random to walk along
  /// a cliff.
  ///
  /// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
  /// > Applications*](https://arxiv.org/abs/1812.05905), appendix D; Christodoulou 2019, [*Soft Actor-Critic
  /// > for Discrete Action Settings*](https://arxiv.org/abs/1910.07207).
  var usualEntropy: Float { choiceCount.map { 0.1 * log(Float($0)) } ?? -Float(actionCount) }

  /// The number of elements of an action in the replay.
  public var actionCount: Int { choiceCount == nil ? actions.count : 1 }

  /// An empty replay for the last few observations, which holds as many as are stacked.
  var recent: Replay { Replay(layout, actionCount: actionCount, capacity: layout.stack + 2) }

  /// Returns whether `numbers` can be actions in the replay.
  func allows(_ numbers: [Float]) -> Bool {
    guard let choiceCount else { return numbers.allSatisfy(\.isFinite) }
    return numbers.allSatisfy { $0 == $0.rounded() && (0..<Float(choiceCount)).contains($0) }
  }

  /// Returns the action of the replay for `numbers` in the environment's units: numbers in ±1, or the index of
  /// a discrete action; nil if it is not one of its actions.
  ///
  /// Numbers that leave the bounds by less than a thousandth of their range are clipped.
  func unit(_ numbers: [Float]) -> [Float]? {
    guard numbers.count == actionCount, allows(numbers) else { return nil }
    guard choiceCount == nil else { return numbers }
    let scaled = actions.unit(.vector(numbers))
    guard scaled.allSatisfy({ abs($0) <= 1.002 }) else { return nil }
    return scaled.map { min(max($0, -1), 1) }
  }

  /// Returns an action drawn uniformly.
  public func randomAction(_ random: RandomSource) -> [Float] {
    if let choiceCount { return [Float(random.stream.integer(below: choiceCount))] }
    return (0..<actionCount).map { _ in Float(random.stream.uniform(in: -1...1)) }
  }
}
