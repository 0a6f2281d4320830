// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import Testing

@Suite struct LearnedRewardTests {
  /// Remembers what it was asked, and answers as it is told.
  final class Scripted: Labeler {
    var asked: [Question] = []
    var answers: [(question: Int, answer: Answer)] = []
    /// The steps at which it was asked for answers.
    var heard: [Int] = []
    var says: (Question) -> Answer? = { $0.looksSolved ? .yes : .no }

    func ask(_ question: Question) {
      asked.append(question)
      if let answer = says(question) { answers.append((question.number, answer)) }
    }

    func takeAnswers(before step: Int) -> [(question: Int, answer: Answer)] {
      heard.append(step)
      defer { answers = [] }
      return answers
    }
  }

  /// A small agent in front of the pictures of a ``Blinker``.
  private func training(
    _ method: String, labeler: Scripted? = nil, threads: Int = 1, failures: [Image] = [],
    change: (inout RewardSettings) -> Void = { _ in }
  ) throws -> Training {
    var agent = SAC.Settings()
    (agent.hiddenUnits, agent.batchSize, agent.returnSteps) = ([8, 8], 4, 3)
    (agent.practice.warmupSteps, agent.practice.replayCapacity) = (20, 60)
    (agent.sight.encoder, agent.sight.shift) = (.shared, 1)
    var settings = RewardSettings()
    (settings.classifierBatch, settings.firstClassifierSteps) = (8, 2)
    (settings.classifierSteps, settings.classifierEvery, settings.queryEvery) = (1, 10, 15)
    change(&settings)
    let id = try #require(EnvironmentID("Blinker-v1"))
    let environment = AnyEnvironment(Blinker(horizon: 30), id: id, horizon: 30)
    let problem = Problem(
      environment, agent.sight, successImages: [200, 220, 240].map(Blinker.picture(red:)),
      failureImages: failures)
    let compute = Compute(threads: threads, seed: 5)
    let learner = try SAC(agent, problem, compute)
    let reward = try Self.make(method, settings, problem, learner, compute)
    reward.labeler = labeler
    return try Training([environment], learner, problem, reward: reward, seed: 5)
  }

  static let methods = ["classifier", "raq", "vice", "vice-raq"]

  static func make(
    _ method: String, _ settings: RewardSettings, _ problem: Problem, _ learner: SAC,
    _ compute: Compute
  ) throws -> VICERAQ {
    let kinds: [String: VICERAQ.Type] = [
      "classifier": NaiveClassifier.self, "raq": RAQ.self, "vice": VICE.self,
      "vice-raq": VICERAQ.self,
    ]
    let kind = try #require(kinds[method])
    return try kind.init(
      settings, problem, policy: learner.policy, warmup: learner.settings.practice.warmupSteps,
      compute)
  }

  private func run(_ training: Training, to count: Int) throws {
    while training.stepCount < count { _ = try training.step() }
  }

  @Test(arguments: methods, [0, 0.5])
  func `a step is worth what the classifier says of what is seen after it, less its motion`(
    method: String, motionCost: Float
  ) throws {
    let training = try training(method, labeler: Scripted()) { $0.motionCost = motionCost }
    // the replay of 60 observations is filled over at the end
    for count in [15, 20, 45, 95] {
      try run(training, to: count)
      let reward = try #require(training.reward as? VICERAQ)
      for slot in 0..<training.replay.count where training.replay.isTransition(slot) {
        let frame = training.replay.frameBytes(training.replay.next(slot))
        let action = training.replay.action(slot)
        let length = action.map(abs).reduce(0, +) / Float(action.count)
        let expected = reward.reward(reward.classifier.value(of: frame)) * (1 - motionCost * length)
        #expect(abs(training.replay.rewards[slot] - expected) < 1e-5)
      }
    }
  }

  @Test func `shown failures are negatives, where questions are asked only after a yes`() throws {
    // a failure that looks like the goals, and like nothing that is ever seen
    let failure = Blinker.picture(red: 190)
    func value(_ method: String, says: Answer, failures: [Image]) throws -> Float {
      let labeler = Scripted()
      labeler.says = { _ in says }
      let training = try training(method, labeler: labeler, failures: failures) {
        ($0.classifierSteps, $0.failureShare, $0.queryEvery) = (20, 0.5, 5)
      }
      try run(training, to: 60)
      let reward = try #require(training.reward as? VICERAQ)
      return reward.classifier.value(of: failure.samples)
    }
    for method in ["vice", "vice-raq"] {
      let (without, with) = (
        try value(method, says: .yes, failures: []),
        try value(method, says: .yes, failures: [failure])
      )
      #expect(with < without - 0.1, "\(method): \(with), and \(without) without it")
    }
    // before a "yes" nothing differs, not even what is drawn
    #expect(
      try value("vice-raq", says: .no, failures: [failure])
        == value("vice-raq", says: .no, failures: []))
  }

  @Test func `what the expert did is worth what the classifier says, too`() throws {
    let training = try training("vice")
    let id = try #require(EnvironmentID("Blinker-v1"))
    try training.addDemonstrations(
      1, in: AnyEnvironment(Blinker(horizon: 10), id: id, horizon: 10), seed: 1)
    try run(training, to: 25)
    let reward = try #require(training.reward as? VICERAQ)
    #expect(training.replay.count == 11 + 25)
    for slot in 0..<training.replay.count where training.replay.isTransition(slot) {
      let frame = training.replay.frameBytes(training.replay.next(slot))
      let expected = reward.reward(reward.classifier.value(of: frame))
      #expect(abs(training.replay.rewards[slot] - expected) < 1e-5)
    }
  }

  @Test func `questions are about what looks most like success since the last one`() throws {
    let labeler = Scripted()
    let training = try training("vice-raq", labeler: labeler)
    try run(training, to: 45)
    // asked after 30 and 45 steps, never before the classifier has learned at 20
    #expect(labeler.asked.map(\.step) == [30, 45])
    let reward = try #require(training.reward as? VICERAQ)
    let question = labeler.asked[1]
    // an episode's end takes an observation more: 31 of the first episode, 15 of the second
    let since = (31..<46).map { training.replay.frameBytes($0) }
    #expect(since.contains(question.picture.samples))
    #expect(question.value == since.map { reward.classifier.value(of: $0) }.max())
    #expect(reward.question(1) == question)
  }

  @Test func `a step hears answers twice only where it asks`() throws {
    let labeler = Scripted()
    let training = try training("vice-raq", labeler: labeler) { $0.queries = 1 }
    try run(training, to: 60)
    #expect(labeler.asked.map(\.step) == [30])
    #expect(labeler.heard == Array(1...30) + Array(30...60))
  }

  @Test func `the answer is about the very picture that was asked about`() throws {
    let labeler = Scripted()
    let training = try training("raq", labeler: labeler) { ($0.queryEvery, $0.queries) = (1, 100) }
    try run(training, to: 100)
    #expect(Set(labeler.asked.map(\.looksSolved)) == [true, false])
    for question in labeler.asked {
      #expect(question.looksSolved == (question.picture.samples[0] > 127))
    }
  }

  @Test func `somebody may change their mind`() throws {
    let labeler = Scripted()
    labeler.says = { _ in .no }
    let training = try training("vice-raq", labeler: labeler)
    try run(training, to: 46)
    let reward = try #require(training.reward as? VICERAQ)
    #expect((reward.yesCount, reward.noCount) == (0, 2))
    labeler.answers = [(1, .yes)]
    try run(training, to: 47)
    #expect((reward.yesCount, reward.noCount) == (1, 1))
  }

  @Test func `nobody needs to answer`() throws {
    let labeler = Scripted()
    labeler.says = { _ in nil }
    let training = try training("vice-raq", labeler: labeler) { $0.queries = 3 }
    try run(training, to: 100)
    #expect(labeler.asked.count == 3)
    #expect((training.reward as? VICERAQ)?.yesCount == 0)
  }

  @Test func `questions that are asked at once are of different episodes`() throws {
    let labeler = Scripted()
    let training = try training("vice-raq", labeler: labeler) {
      ($0.queryEvery, $0.questionsAtOnce) = (55, 3)
    }
    try run(training, to: 55)
    // 55 steps are of two episodes
    #expect(labeler.asked.count == 2)
    let slots = labeler.asked.map { question in
      (0..<training.replay.count).first {
        training.replay.frameBytes($0) == question.picture.samples
      }
    }
    #expect(slots.compactMap(\.self).filter { $0 <= 30 }.count == 1)
  }

  @Test(arguments: methods)
  func `the number of threads does not matter`(method: String) throws {
    let hashes = try [1, 2].map { threads in
      let training = try training(method, labeler: Scripted(), threads: threads) {
        ($0.usesPolicy, $0.slopePenalty, $0.labelSmoothing) = (method == "vice", 0.1, 0.1)
      }
      try run(training, to: 60)
      return training.parametersHash
    }
    #expect(hashes[0] == hashes[1])
  }
}
