// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

extension LearnedReward {
  /// Adds everything that the future depends on; the pictures of success that were given are not.
  ///
  /// | array | holds |
  /// | --- | --- |
  /// | `network.classifier` | weights and biases |
  /// | `optimizer.classifier.first`, `.second` | Adam's moments |
  /// | `reward.counters` | steps of the classifier, observations when last asked, the loss's bits, the present picture's value's bits and success, the bits of both ends of the range |
  /// | `reward.stream` | four words |
  /// | `reward.questions` | step, value's bits and success of each question; `.pictures`: its picture |
  /// | `reward.answers` | number and answer of each, in order |
  /// | `reward.early` | pictures of the warm-up |
  /// | `reward.values`, `reward.successes` | what is known of the replay's pictures, by slot |
  func add(to file: inout SafeTensors) {
    file.add("classifier", classifier.network)
    file.add("classifier", classifier.optimizer)
    file.add(
      "reward.counters",
      [
        UInt64(classifierSteps), UInt64(addedWhenAsked), UInt64(loss.bitPattern),
        UInt64(current.value.bitPattern), current.looksSolved ? 1 : 0,
        UInt64(range.low.bitPattern), UInt64(range.high.bitPattern),
      ])
    file.add("reward.stream", stream.words)
    file.add(
      "reward.questions",
      examples.questions.flatMap {
        [UInt64($0.step), UInt64($0.value.bitPattern), $0.looksSolved ? 1 : 0]
      })
    file.add("reward.pictures", examples.questions.flatMap(\.frame))
    file.add(
      "reward.answers",
      examples.answered.flatMap { [UInt64($0), examples.answers[$0] == .yes ? 1 : 0] })
    file.add("reward.early", examples.early)
    file.add("reward.values", examples.scores.map(\.value))
    file.add("reward.successes", examples.scores.map { $0.looksSolved ? UInt8(1) : 0 })
  }

  /// Goes on from what ``add(to:)`` wrote.
  ///
  /// - Parameters:
  ///   - file: What was written.
  ///   - frame: What was taken in last: what is seen now, or was when what is being done was decided.
  ///   - slots: How many slots of the replay are used.
  /// - Throws: ``SafeTensorsError`` or ``Impossible`` where it cannot have been written so.
  func restore(_ file: SafeTensors, frame: [UInt8], slots: Int) throws {
    try file.restore("classifier", classifier.network)
    try file.restore("classifier", classifier.optimizer)
    let counters = try file.words("reward.counters", count: 7)
    guard counters[0] < 1 << 40, counters[1] < 1 << 40 else {
      throw Impossible(what: "the count \(max(counters[0], counters[1]))")
    }
    classifierSteps = Int(counters[0])
    addedWhenAsked = Int(counters[1])
    loss = Float(bitPattern: UInt32(truncatingIfNeeded: counters[2]))
    current.value = Float(bitPattern: UInt32(truncatingIfNeeded: counters[3]))
    current.looksSolved = counters[4] == 1
    range.low = Float(bitPattern: UInt32(truncatingIfNeeded: counters[5]))
    range.high = Float(bitPattern: UInt32(truncatingIfNeeded: counters[6]))
    guard [loss, current.value, range.low, range.high].allSatisfy(\.isFinite),
      range.low < range.high
    else {
      throw Impossible(what: "a reward between \(range.low) and \(range.high)")
    }
    currentFrame = frame
    stream = RandomStream(words: try file.words("reward.stream", count: 4))
    let values = try file.floats("reward.values", count: slots)
    let successes = try file.bytes("reward.successes", shape: [slots])
    examples.scores = zip(values, successes).map { .init(value: $0, looksSolved: $1 == 1) }
    examples.early = try file.bytes("reward.early")
    guard examples.early.count % examples.frameCount == 0 else {
      throw Impossible(what: "half a picture of the warm-up")
    }
    try restoreQuestions(file)
  }

  private func restoreQuestions(_ file: SafeTensors) throws {
    let words = try file.words("reward.questions")
    let size = examples.frameCount
    let pictures = try file.bytes("reward.pictures", shape: [words.count / 3 * size])
    if let wrong = stride(from: 0, to: words.count, by: 3).map({ words[$0] })
      .first(where: { $0 >= 1 << 40 })
    {
      throw Impossible(what: "a question before step \(wrong)")
    }
    examples.questions = (0..<words.count / 3).map { index in
      .init(
        step: Int(truncatingIfNeeded: words[3 * index]),
        value: Float(bitPattern: UInt32(truncatingIfNeeded: words[3 * index + 1])),
        looksSolved: words[3 * index + 2] == 1,
        frame: Array(pictures[index * size..<(index + 1) * size]))
    }
    let answers = try file.words("reward.answers")
    for index in 0..<answers.count / 2 {
      let number = Int(truncatingIfNeeded: answers[2 * index])
      guard examples.questions.indices.contains(number) else {
        throw Impossible(what: "an answer to question \(number)")
      }
      examples.take(answers[2 * index + 1] == 1 ? .yes : .no, to: number)
    }
  }
}
