// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Testing

@Suite struct ClassifierTests {
  static let shape = ImageShape(height: 16, width: 16, channels: 3)

  static let problem = Problem(ObservationLayout(stateCount: 0, frame: shape), SACTests.numbers)

  /// Draws a picture that was seen as no success.
  static func seen(_ stream: inout RandomStream) -> RewardExample {
    .seen(stream.integer(below: 10))
  }

  /// Ten pictures that were seen, the later ones redder.
  static func replay() -> Replay {
    var replay = Replay(
      ObservationLayout(stateCount: 0, frame: shape), actionCount: 1, capacity: 20)
    replay.addColumn("f")
    for step in 0..<10 {
      replay.append(
        state: [], frame: Blinker.picture(red: UInt8(10 * step)).samples, action: [0], reward: 0,
        terminated: false)
      replay["f", step] = step < 8 ? -1 : 1
    }
    return replay
  }

  static func examples() -> RewardExamples {
    var examples = RewardExamples(goals: [200, 250].map { Blinker.picture(red: $0).samples })
    examples.early = Blinker.picture(red: 1).samples + Blinker.picture(red: 2).samples
    examples.questions = [150, 60, 70].map {
      .init(step: 0, value: 0, looksSolved: false, frame: Blinker.picture(red: $0).samples)
    }
    return examples
  }

  private func settings(change: (inout RewardSettings) -> Void = { _ in }) -> RewardSettings {
    var settings = RewardSettings()
    (settings.classifierBatch, settings.classifierShift) = (8, 1)
    change(&settings)
    return settings
  }

  /// What a step minimises, written down anew.
  private func loss(
    _ classifier: SuccessClassifier, _ batch: ClassifierBatch, _ settings: RewardSettings,
    _ examples: RewardExamples, _ replay: Replay
  ) -> Double {
    func frame(_ row: ClassifierBatch.Row) -> [Double] {
      let bytes: [UInt8]
      switch row.example {
      case .goal(let index): bytes = examples.goals[index]
      case .failure(let index): bytes = examples.failures[index]
      case .question(let number): bytes = examples.questions[number].frame
      case .early(let index): bytes = Array(examples.early[768 * index..<768 * (index + 1)])
      case .seen(let slot): bytes = replay.frameBytes(slot)
      }
      return bytes.map { Double($0) / 255 }  // of one colour: moving it changes nothing
    }
    let pass = Pass(classifier.network, rows: 1)
    func value(_ mixture: ClassifierBatch.Mixture, keeping weight: Float) -> Double {
      let mixed = zip(frame(mixture.row), frame(mixture.partner)).map {
        Float(Double(weight) * $0 + Double(1 - weight) * $1)
      }
      pass.input.update(mixed)
      pass.forward()
      return Double(pass.output[0])
    }
    return batch.rows.reduce(0) { sum, mixture in
      let weight = mixture.weight
      let label = Double(weight * mixture.row.label + (1 - weight) * mixture.partner.label)
      let f = value(mixture, keeping: weight)
      let neighbour = value(mixture, keeping: weight < 0.05 ? weight + 0.05 : weight - 0.05)
      let slope = (f - neighbour) / 0.05
      let odds = log1p(exp(-f))  // -log σ(f)
      return sum + label * odds + (1 - label) * (odds + f)
        + Double(settings.slopePenalty) * slope * slope
    } / Double(batch.rows.count)
  }

  @Test(arguments: [0, 0.01] as [Float], [0, 0.1] as [Float])
  func `the gradient is that of the cross-entropy`(penalty: Float, smoothing: Float) throws {
    let settings = settings { ($0.slopePenalty, $0.labelSmoothing) = (penalty, smoothing) }
    let classifier = try SuccessClassifier(settings, Self.problem, Compute(threads: 1, seed: 1))
    let replay = Self.replay()
    let examples = Self.examples()
    var stream = RandomStream("test", seed: 2)
    let batch = ClassifierBatch(settings, examples, from: &stream, negative: Self.seen)
    let load = classifier.loading(batch, examples, replay)
    let wrong = classifier.update.wrongGradients(load)
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    let parts = classifier.update.optimizers[0].gradients
    let gradient = (0..<classifier.network.parameters.count).map { index in
      parts.reduce(0) { $0 + Double($1[index]) }
    }
    // along the gradient itself and along three numbers of the last layers
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let parameters = classifier.network.parameters
    let start = parameters.values
    func change(_ direction: [Double], _ size: Double) -> Double {
      func at(_ sign: Double) -> Double {
        parameters.update(zip(start, direction).map { $0 + Float(sign * size * $1) })
        return loss(classifier, batch, settings, examples, replay)
      }
      defer { parameters.update(start) }
      return (at(1) - at(-1)) / (2 * size)
    }
    let slope = change(gradient.map { $0 / norm }, 3e-3)
    #expect(abs(slope - norm) < 0.01 * norm, "\(slope) \(norm)")
  }

  @Test func `half of a batch is success, and labels are mixed as pictures are`() {
    let examples = Self.examples()
    var stream = RandomStream("test", seed: 3)
    let plain = ClassifierBatch(
      settings { ($0.mixup, $0.labelSmoothing) = (false, 0.1) }, examples, from: &stream,
      negative: Self.seen)
    #expect(plain.rows.filter { $0.row.label == 0.9 }.count == 4)
    #expect(plain.rows.filter { $0.row.label == 0.1 }.count == 4)
    #expect(plain.rows.allSatisfy { $0.weight == 1 })
    let mixed = ClassifierBatch(
      settings(), examples, from: &stream, negative: Self.seen)
    #expect(Set(mixed.rows.map(\.weight)).count == 8)
    #expect(mixed.rows.allSatisfy { (0..<1).contains($0.weight) })
  }

  /// How often each kind of picture is drawn as a failure, in 4,000 draws.
  private func shares(
    _ method: String, change: (inout RewardSettings) -> Void = { _ in }, answers: [(Int, Answer)]
  ) throws -> [RewardExample: Double] {
    var settings = RewardSettings()
    change(&settings)
    let compute = Compute(threads: 1, seed: 1)
    let problem = Problem(
      Self.problem.layout, SACTests.numbers, images: [200, 250].map(Blinker.picture(red:)))
    let learner = try SAC(SACTests.settings(.shared), problem, compute)
    let reward = try LearnedRewardTests.make(method, settings, problem, learner, compute)
    reward.examples = Self.examples()
    for (question, answer) in answers { reward.examples.take(answer, to: question) }
    let replay = Self.replay()
    var stream = RandomStream("test", seed: 4)
    var counts: [RewardExample: Double] = [:]
    for _ in 0..<4_000 { counts[reward.negative(replay, from: &stream), default: 0] += 1 / 4_000 }
    return counts
  }

  @Test func `each method takes its own pictures for failure`() throws {
    let answers: [(Int, Answer)] = [(0, .yes), (1, .no), (2, .no)]
    #expect(try Set(shares("classifier", answers: answers).keys) == [.early(0), .early(1)])
    let raq = try shares("raq", answers: answers)
    #expect(Set(raq.keys) == [.early(0), .early(1), .question(1), .question(2)])
    #expect(raq.values.allSatisfy { abs($0 - 0.25) < 0.03 })
    let vice = try shares("vice", answers: answers)
    #expect(Set(vice.keys) == Set((0..<10).map { .seen($0) }))
    #expect(vice.values.allSatisfy { abs($0 - 0.1) < 0.03 })
  }

  @Test func `VICE-RAQ shows what was denied, and spares what looks like success`() throws {
    let answers: [(Int, Answer)] = [(0, .yes), (1, .no), (2, .no)]
    let shares = try shares("vice-raq", answers: answers)
    // two were denied: a share of 0.05 + 2 * 0.02
    #expect(abs((shares[.question(1)] ?? 0) - 0.045) < 0.01)
    #expect(abs((shares[.question(2)] ?? 0) - 0.045) < 0.01)
    // 0.91 of seen pictures; the 2 of 10 that look like success are trusted one time in three and drawn
    // again then, three times at most
    let spared = 0.2 * pow(2.0 / 3 + 0.2 / 3, 3)
    let seen = (shares[.seen(8)] ?? 0) + (shares[.seen(9)] ?? 0)
    #expect(abs(seen - 0.91 * spared) < 0.02)
    let paper = try self.shares(
      "vice-raq", change: { ($0.usesNo, $0.trustsAnswers) = (false, false) }, answers: answers)
    #expect(Set(paper.keys) == Set((0..<10).map { .seen($0) }))
    #expect(paper.values.allSatisfy { abs($0 - 0.1) < 0.03 })
  }

  @Test func `a classifier learns what tells success from failure`() throws {
    let settings = settings { $0.classifierBatch = 32 }
    let classifier = try SuccessClassifier(settings, Self.problem, Compute(threads: 1, seed: 1))
    let replay = Self.replay()
    let examples = Self.examples()
    var stream = RandomStream("test", seed: 2)
    for _ in 0..<60 {
      let batch = ClassifierBatch(settings, examples, from: &stream, negative: Self.seen)
      classifier.learn(batch, examples, replay)
    }
    let values = [10, 90, 150, 220, 250].map {
      classifier.value(of: Blinker.picture(red: $0).samples)
    }
    #expect(values == values.sorted())
    #expect(values[0] < -1 && values[4] > 1)
    // many at once and one by one: the same
    for (slot, value) in classifier.values(of: replay).enumerated() {
      #expect(abs(value - classifier.value(of: replay.frameBytes(slot))) < 1e-5)
    }
  }
}
