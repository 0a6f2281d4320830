// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
import DioramaNetworks

/// VICE with active queries (VICE-RAQ): the reward is a classifier that learns success images against the
/// images that the agent sees, and asks a labeler about those that look most like success.
///
/// The reward of a step is a function of the classifier's value f of the image *after* it. A "yes" joins the
/// success images. Whenever the classifier has learned, the rewards of the whole replay are recomputed.
///
/// Two things differ from the paper. Images that were answered "no" are drawn as negatives more often than
/// other images: the paper forgets them. And a negative that looks like success (f > 0) is drawn again, up to
/// three times, each time with a probability that is the share of "yes" in the last four answers: otherwise
/// the policy's own successes, which are in the replay too, would wear the reward of success down.
///
/// > Source: Singh et al. 2019, [*End-to-End Robotic Reinforcement Learning without Reward
/// > Engineering*](https://arxiv.org/abs/1904.07854), algorithm 3; VICE, Fu et al. 2018, [*Variational
/// > Inverse Control with Events*](https://arxiv.org/abs/1805.11686).
public class VICERAQ: SuccessReward {
  public let settings: RewardSettings
  public let classifier: SuccessClassifier
  let warmup: Int
  let random: RandomSource
  package var examples: RewardExamples

  public var labeler: (any Labeler)?

  /// The values of f between which a reward goes from 0 to 1.
  public internal(set) var range: (low: Float, high: Float) = (-10, 10)

  /// The number of observations that had been completed at the last query.
  var addedWhenAsked = 0

  public required init(
    _ settings: RewardSettings, _ problem: Problem, policy: LearnedPolicy?, warmup: Int,
    _ compute: Compute
  ) throws {
    self.settings = settings
    self.warmup = warmup
    classifier = try SuccessClassifier(
      settings, problem, policy: settings.usesPolicy ? policy : nil, compute)
    examples = RewardExamples(
      goals: problem.successImages.map(\.samples), failures: problem.failureImages.map(\.samples))
    random = compute.random("reward")
  }

  public class func check(_ settings: RewardSettings, for problem: Problem) throws(SettingsError) {
    try settings.check(for: problem)
  }

  /// Whether questions are asked.
  public class var asks: Bool { true }

  /// Whether the classifier continues to learn after its first updates.
  class var keepsLearning: Bool { true }

  public func learn(from replay: inout Replay, after step: Int) throws -> Bool {
    try hearAnswers(step)

    // the classifier, at the end of the warm-up and every so many steps after it
    var updates = 0
    if step == warmup { updates = settings.firstClassifierSteps }
    if Self.keepsLearning, step > warmup, (step - warmup) % settings.classifierEvery == 0 {
      updates = settings.classifierSteps
    }
    if updates > 0 {
      if step == warmup { endWarmup(replay) }
      let failureShare = failureShare
      for _ in 0..<updates {
        let batch = ClassifierBatch(settings, examples, from: &random.stream) { stream in
          examples.failure(failureShare, from: &stream) ?? negative(replay, from: &stream)
        }
        classifier.learn(batch, examples, replay)
      }
      evaluate(&replay)
    }

    // no query before the classifier has learned: its ranking means nothing yet
    if Self.asks, step > warmup, step % settings.queryEvery == 0 {
      let before = questionCount
      try ask(step, replay)
      // an oracle has answered already; but without a new question, a second reading in one step could not be
      // told from the first when the run is repeated
      if questionCount > before { try hearAnswers(step) }
    }
    return updates > 0
  }

  /// The probability that a negative is a shown image of failure.
  private var failureShare: Double {
    let trust = Self.asks && settings.queries > 0 ? examples.shareOfYes(last: 4) : 1
    return Double(settings.failureShare) * trust
  }

  /// Draws a negative: an image that the classifier learns as no success.
  package func negative(_ replay: Replay, from stream: inout RandomStream) -> RewardExample {
    if settings.usesNo, !examples.no.isEmpty {
      let share = min(0.25, 0.05 + 0.02 * Double(examples.no.count))
      if stream.uniform() < share {
        return .question(examples.no[stream.integer(below: examples.no.count)])
      }
    }
    var slot = replay.anySlot(&stream)
    guard settings.trustsAnswers else { return .seen(slot) }
    let trust = examples.shareOfYes(last: 4)
    for _ in 0..<3 where replay["f", slot] > 0 && stream.uniform() < trust {
      slot = replay.anySlot(&stream)
    }
    return .seen(slot)
  }

  /// Asks about the image that looks most like success of those since the last query.
  ///
  /// Several images that are asked about at once are of different episodes.
  private func ask(_ step: Int, _ replay: Replay) throws {
    var candidates = replay.slots(from: addedWhenAsked)
    addedWhenAsked = replay.added
    for _ in 0..<settings.questionsAtOnce where questionCount < settings.queries {
      guard let best = candidates.max(by: { replay["f", $0] < replay["f", $1] }) else { return }
      examples.questions.append(
        .init(
          step: step, value: replay["f", best], looksSolved: replay["looks_solved", best] == 1,
          frame: replay.frameBytes(best)))
      try labeler?.ask(question(questionCount - 1))
      let episode = replay.episode(around: best)
      candidates.removeAll { episode.contains($0) }
    }
  }

  private func hearAnswers(_ step: Int) throws {
    guard let labeler else { return }
    for (question, answer) in try labeler.takeAnswers(before: step)
    where examples.questions.indices.contains(question) {
      examples.take(answer, to: question)
    }
  }

  /// Stores the images of the warm-up, in methods that learn from them later.
  func endWarmup(_ replay: Replay) {}
}
