// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

extension VICERAQ {
  public var columns: [String] { ["f", "looks_solved"] }

  public func see(_ replay: inout Replay) {
    guard let open = replay.open else { return }
    replay["f", open] = classifier.value(of: replay.frameBytes(open))
  }

  public func reward(at slot: Int, of replay: Replay) -> Float {
    // a part of it is lost, in proportion to the action's mean magnitude, as in the `small_control` of Tassa
    // et al. 2018, https://arxiv.org/abs/1801.00690
    let action = replay.action(slot)
    let length = action.reduce(0) { $0 + abs($1) } / Float(action.count)
    return reward(replay["f", replay.next(slot)]) * (1 - settings.motionCost * length)
  }

  /// Returns the reward of an image whose value f by the classifier is `f`.
  ///
  /// It is in 0...1, or f itself if ``RewardSettings/rewardScale`` is ``RewardScale/logit``.
  public func reward(_ f: Float) -> Float {
    if settings.rewardScale == .logit { return f }
    return min(max((f - range.low) / (range.high - range.low), 0), 1)
  }

  /// Computes f of all images in the replay, and the range of f that rewards are scaled by.
  func evaluate(_ replay: inout Replay) {
    let values = classifier.values(of: replay)
    for (slot, value) in values.enumerated() { replay["f", slot] = value }
    see(&replay)  // as on arrival: rounding differs between one image and many
    guard settings.rewardScale == .relative else { return }
    let open = replay.open
    let seen = values.indices.filter { $0 != open }.map { values[$0] }.sorted()
    let low = seen[seen.count / 20]  // not the minimum: that may be a single odd image
    let high = goalValue
    let margin = max((high - low) / 8, 1e-3)
    range = (low - margin, max(high, low) + margin)
  }

  /// The mean of f over the success images that were given.
  public var goalValue: Float {
    examples.goals.reduce(0) { $0 + classifier.value(of: $1) } / Float(examples.goals.count)
  }

  /// The number of questions so far.
  public var questionCount: Int { examples.questions.count }

  /// The number of them that were answered "yes", and "no".
  public var yesCount: Int { examples.yes.count }
  public var noCount: Int { examples.no.count }

  /// Returns the question of this number.
  ///
  /// - Precondition: It was asked.
  public func question(_ number: Int) -> Question {
    let asked = examples.questions[number]
    let shape = classifier.picture
    return Question(
      number: number, step: asked.step,
      picture: Image(
        width: shape.width, height: shape.height, channels: shape.channels, samples: asked.frame),
      value: asked.value, looksSolved: asked.looksSolved)
  }

  public var measures: Measures {
    guard classifier.updateCount > 0 else { return [:] }
    let loss: Measures = ["classifier_loss": classifier.loss]
    guard Self.asks else { return loss }
    return loss + ["questions": Float(questionCount), "answers_yes": Float(yesCount)]
  }

  public var parts: Parts {
    Parts([("classifier", classifier.network)]).adding(
      ("classifier.update", classifier.update), ("reward.random", random),
      ("reward", RewardMemory(self)))
  }
}

extension Replay {
  /// Returns a completed slot, drawn uniformly.
  func anySlot(_ stream: inout RandomStream) -> Int {
    var slot = stream.integer(below: added < capacity ? count : slotCount)
    while slot == open { slot = stream.integer(below: slotCount) }
    return slot
  }
}

/// Questions, answers and the range of a reward, for checkpoints.
///
/// | array | holds |
/// | --- | --- |
/// | `.counts` | observations when last asked |
/// | `.range` | both ends of the range |
/// | `.questions` | step, value's bits and success of each question; `.pictures`: its image |
/// | `.answers` | number and answer of each, in order |
/// | `.early` | images of the warm-up |
private final class RewardMemory: Saved {
  private let reward: VICERAQ

  init(_ reward: VICERAQ) { self.reward = reward }

  func save(to file: inout SafeTensors, as name: String) {
    let examples = reward.examples
    file.add("\(name).counts", [UInt64(reward.addedWhenAsked)])
    file.add("\(name).range", [reward.range.low, reward.range.high])
    file.add(
      "\(name).questions",
      examples.questions.flatMap {
        [UInt64($0.step), UInt64($0.value.bitPattern), $0.looksSolved ? 1 : 0]
      })
    file.add("\(name).pictures", examples.questions.flatMap(\.frame))
    file.add(
      "\(name).answers",
      examples.answered.flatMap { [UInt64($0), examples.answers[$0] == .yes ? 1 : 0] })
    file.add("\(name).early", examples.early)
  }

  func load(from file: SafeTensors, as name: String) throws {
    reward.addedWhenAsked = try file.counts("\(name).counts", count: 1)[0]
    let range = try file.floats("\(name).range", count: 2)
    guard range[0] < range[1] else {
      throw SafeTensorsError.badEntry(
        "\(name).range", reason: "goes from \(range[0]) to \(range[1])")
    }
    reward.range = (range[0], range[1])
    reward.examples.early = try file.bytes("\(name).early")
    let size = reward.examples.frameCount
    guard reward.examples.early.count % size == 0 else {
      throw SafeTensorsError.badEntry("\(name).early", reason: "ends in the middle of an image")
    }
    try loadQuestions(file, name, size)
  }

  private func loadQuestions(_ file: SafeTensors, _ name: String, _ size: Int) throws {
    let words = try file.words("\(name).questions")
    let pictures = try file.bytes("\(name).pictures", shape: [words.count / 3 * size])
    if let wrong = stride(from: 0, to: words.count, by: 3).map({ words[$0] })
      .first(where: { $0 >= 1 << 40 })
    {
      throw SafeTensorsError.badEntry("\(name).questions", reason: "asks before step \(wrong)")
    }
    reward.examples.questions = (0..<words.count / 3).map { index in
      .init(
        step: Int(truncatingIfNeeded: words[3 * index]),
        value: Float(bitPattern: UInt32(truncatingIfNeeded: words[3 * index + 1])),
        looksSolved: words[3 * index + 2] == 1,
        frame: Array(pictures[index * size..<(index + 1) * size]))
    }
    let answers = try file.words("\(name).answers")
    for index in 0..<answers.count / 2 {
      let number = Int(truncatingIfNeeded: answers[2 * index])
      guard reward.examples.questions.indices.contains(number) else {
        throw SafeTensorsError.badEntry("\(name).answers", reason: "answers question \(number)")
      }
      reward.examples.take(answers[2 * index + 1] == 1 ? .yes : .no, to: number)
    }
  }
}
