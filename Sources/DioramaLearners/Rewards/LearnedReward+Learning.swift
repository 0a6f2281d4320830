// SPDX-License-Identifier: Apache-2.0

extension LearnedReward {
  /// Does what is due once `step` steps of training were made: hears answers, learns, asks.
  ///
  /// - Throws: What the labeler throws.
  func advance(after step: Int, _ replay: inout Replay) throws {
    try hearAnswers(step)
    let due = settings.rules.classifierSteps(after: step, warmup: warmup, settings)
    if due > 0 {
      if step == warmup { keepEarlyPictures(replay) }
      for _ in 0..<due { learn(replay) }
      refresh(&replay)
    }
    // before the classifier has learned, its favourite is nobody's
    if settings.method.asks, step > warmup, step % settings.queryEvery == 0 {
      let before = questionCount
      try ask(step, replay)
      // an oracle has answered already; but where nothing was asked, a second hearing in one step could
      // not be told from the first when it is repeated
      if questionCount > before { try hearAnswers(step) }
    }
  }

  private func learn(_ replay: Replay) {
    let batch = ClassifierBatch(settings, examples, actionCount: actionCount, from: &stream)
    classifierSteps += 1
    loss = classifier.step(classifierSteps, batch, examples, replay)
  }

  /// Keeps what the warm-up saw: for the naive classifier and RAQ it is all that is no success.
  private func keepEarlyPictures(_ replay: Replay) {
    guard settings.method == .naive || settings.method == .raq else { return }
    examples.early = replay.frames
  }

  /// Computes all rewards of the replay anew.
  private func refresh(_ replay: inout Replay) {
    for (slot, value) in classifier.values(of: replay).enumerated() {
      examples.scores[slot].value = value
    }
    current.value = classifier.value(of: currentFrame)
    settleRange()
    for slot in 0..<replay.count where replay.followers[slot] != .end {
      let next = replay.isTransition(slot) ? examples.scores[replay.next(slot)] : current
      replay.rewards[slot] = reward(next.value, after: replay.action(slot))
    }
  }

  private func hearAnswers(_ step: Int) throws {
    guard let labeler else { return }
    for (question, answer) in try labeler.takeAnswers(before: step)
    where examples.questions.indices.contains(question) {
      examples.take(answer, to: question)
    }
  }

  /// Asks about what looks most like success of all that was seen since the last time.
  ///
  /// Where several pictures are asked about at once, they are of different episodes.
  private func ask(_ step: Int, _ replay: Replay) throws {
    let oldest = max(addedWhenAsked, replay.added - replay.count)
    var candidates = (oldest..<replay.added).map { (added: $0, slot: $0 % replay.capacity) }
    addedWhenAsked = replay.added
    for _ in 0..<settings.questionsAtOnce where questionCount < settings.queries {
      let value = { (slot: Int) in self.examples.scores[slot].value }
      guard let best = candidates.max(by: { value($0.slot) < value($1.slot) }) else { return }
      let score = examples.scores[best.slot]
      let frame = replay.frameBytes(best.slot)
      let number = questionCount
      examples.questions.append(
        .init(step: step, value: score.value, looksSolved: score.looksSolved, frame: frame))
      try labeler?.ask(question(number))
      let episode = replay.episode(around: best.slot)
      candidates.removeAll { episode.contains($0.slot) }
    }
  }
}
