// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaNetworks

/// A reward that is learned from pictures of success and a few answers, while the policy learns by it.
///
/// The reward of a step is a function of the classifier's value f of what was seen *after* it. Whenever
/// the classifier has learned, the rewards of the whole replay are computed anew.
public final class LearnedReward {
  /// How it is learned.
  public let settings: RewardSettings

  /// What tells success from failure.
  public let classifier: SuccessClassifier

  /// How many steps the classifier has made.
  public internal(set) var classifierSteps = 0

  /// The cross-entropy of the classifier's last step.
  public internal(set) var loss: Float = 0

  /// Who answers questions; nobody if nil.
  public var labeler: (any Labeler)?

  /// How many questions were asked.
  public var questionCount: Int { examples.questions.count }

  /// How many of them were answered "yes", and "no".
  public var yesCount: Int { examples.yes.count }
  public var noCount: Int { examples.no.count }

  var examples: RewardExamples
  /// What is known of what is seen now, which is not in the replay yet.
  var current = RewardExamples.Score()
  var currentFrame: [UInt8] = []
  /// How many observations had been added to the replay when the last question was asked.
  var addedWhenAsked = 0
  var stream: RandomStream
  let warmup: Int
  let actionCount: Int

  /// Makes a reward that nothing was learned of.
  ///
  /// - Parameters:
  ///   - source: What it is learned from, and how.
  ///   - agent: Who learns by it.
  ///   - picture: The shape of what the agent sees.
  ///   - threads: How many threads share a step of the classifier.
  ///   - seed: Of everything random.
  /// - Precondition: There are goals.
  /// - Throws: ``NetworkError`` where the pictures are too small for the classifier.
  init(
    _ source: RewardSource, agent: SAC, _ picture: ImageShape, threads: Int, seed: UInt64
  ) throws(NetworkError) {
    let (settings, goals) = (source.settings, source.goals)
    precondition(!goals.isEmpty, "a reward cannot be learned from no pictures")
    self.settings = settings
    classifier = try SuccessClassifier(
      settings, picture, policy: agent.networks, threads: threads, seed: seed)
    examples = RewardExamples(goals: goals.map(\.samples))
    warmup = agent.settings.warmupSteps
    actionCount = settings.usesPolicy ? agent.networks.head.actionCount : 0
    stream = RandomStream("reward", seed: seed)
  }

  /// The values of f between which a reward goes from 0 to 1.
  public internal(set) var range: (low: Float, high: Float) = (-10, 10)

  /// The reward of seeing what the classifier gives the value `value`.
  ///
  /// It is in 0...1, or f itself where ``RewardSettings/rewardScale`` says so.
  public func reward(_ value: Float) -> Float {
    if settings.rewardScale == .logit { return value }
    return min(max((value - range.low) / (range.high - range.low), 0), 1)
  }

  /// The reward of seeing what the classifier gives the value `value`, and of `action` before it.
  ///
  /// A part of it is lost with the action's mean length, as in the `small_control` of Tassa et al. 2018,
  /// [*DeepMind Control Suite*](https://arxiv.org/abs/1801.00690).
  func reward(_ value: Float, after action: some Collection<Float>) -> Float {
    let length = action.reduce(0) { $0 + abs($1) } / Float(action.count)
    return reward(value) * (1 - settings.motionCost * length)
  }

  /// Sets the range to what is known of the replay and the goals.
  func settleRange() {
    guard settings.rewardScale == .relative else { return }
    let values = examples.scores.map(\.value).sorted()
    let low = values[values.count / 20]  // not the least one: a single odd picture
    let high = goalValue
    let margin = max((high - low) / 8, 1e-3)
    range = (low - margin, max(high, low) + margin)
  }

  /// Takes in what is seen at the beginning of an episode.
  func begin(_ frame: [UInt8], looksSolved: Bool) {
    currentFrame = frame
    current = .init(value: classifier.value(of: frame), looksSolved: looksSolved)
  }

  /// Takes in what is seen after a step, and returns what that is worth.
  ///
  /// - Parameters:
  ///   - frame: What is seen.
  ///   - looksSolved: What the task says about such a picture.
  ///   - action: The step's action.
  ///   - slot: Where what was seen before will be in the replay.
  /// - Returns: The reward.
  func see(
    _ frame: [UInt8], looksSolved: Bool, after action: [Float], before slot: Int
  ) -> Float {
    store(slot)
    begin(frame, looksSolved: looksSolved)
    return reward(current.value, after: action)
  }

  /// Notes what is known of what will be at `slot` of the replay.
  func store(_ slot: Int) {
    if slot == examples.scores.count {
      examples.scores.append(current)
    } else {
      examples.scores[slot] = current
    }
  }
}
