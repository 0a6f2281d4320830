// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Foundation
import Testing

@Suite struct ClassicTests {
  /// A step of the real Gymnasium, written by `tools/peers/make-classic-reference`.
  struct Row {
    let episode: Int
    let state: [Double]
    let action: Double
    let observation: [Double]
    let reward: Double
    let isOver: Bool
  }

  static func reference(_ name: String, stateCount: Int) throws -> [Row] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name).csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst(2)
      .map { line in
        let numbers = try line.split(separator: ",").map { try #require(Double($0)) }
        return Row(
          episode: Int(numbers[0]), state: Array(numbers[1...stateCount]),
          action: numbers[stateCount + 1],
          observation: Array(numbers[(stateCount + 2)..<(numbers.count - 2)]),
          reward: numbers[numbers.count - 2], isOver: numbers[numbers.count - 1] == 1)
      }
  }

  /// Does the actions of the reference, beginning anew at Gymnasium's state every `period` steps, and
  /// returns the largest difference.
  private func difference<Problem: ClassicProblem>(
    _ problem: Problem.Type, _ name: String, stateCount: Int, every period: Int
  ) throws -> Double {
    var environment = ClassicEnvironment<Problem>()
    var (episode, count, worst) = (-1, 0, 0.0)
    for row in try Self.reference(name, stateCount: stateCount) {
      if row.episode != episode || count % period == 0 {
        if row.episode != episode { count = 0 }
        episode = row.episode
        var writer = SnapshotWriter()
        writer.write(0)
        writer.write(Problem.facts.horizon)
        writer.write(UInt64(0))  // the seed
        for number in row.state { writer.write(number) }
        writer.write(1.0)  // the mass
        _ = try environment.restore(
          Snapshot(environment: Problem.facts.id.description, words: writer.words))
      }
      count += 1
      let action: TaskAction =
        if case .discrete = Problem.facts.actionSpace {
          .index(Int(row.action))
        } else {
          .vector([Float(row.action)])
        }
      let step = try environment.step(action)
      #expect(step.observation.state.count == row.observation.count)
      for (ours, theirs) in zip(step.observation.state, row.observation) {
        worst = max(worst, abs(Double(ours) - theirs))
      }
      // rewards are single precision
      worst = max(worst, abs(Double(step.reward) - row.reward) / max(1, abs(row.reward)))
      #expect((step.ending == .terminated) == row.isOver, "episode \(episode), step \(count)")
    }
    #expect(episode == 4)
    return worst
  }

  @Test func `whole episodes of equal actions give what Gymnasium gives, to 1e-6`() throws {
    let whole = 1000
    #expect(try difference(Pendulum.self, "pendulum", stateCount: 2, every: whole) <= 1e-6)
    #expect(try difference(CartPole.self, "cart-pole", stateCount: 4, every: whole) <= 1e-6)
    #expect(try difference(MountainCar.self, "mountain-car", stateCount: 2, every: whole) <= 1e-6)
  }

  @Test func `every ten steps of two links give what Gymnasium gives, to 1e-6`() throws {
    // two links are chaotic: the last bit of a sine grows a hundredfold in ten steps
    #expect(try difference(Acrobot.self, "acrobot", stateCount: 4, every: 10) <= 1e-6)
  }

  @Test(arguments: ["CartPole-v1", "MountainCarContinuous-v0", "Acrobot-v1"])
  func `what is over stays over, and goes on from a snapshot as it would have`(id: String) throws {
    let environment = try EnvironmentSuite.catalog.make(id)
    _ = try environment.reset(seed: 4)
    var step = try environment.step(environment.expertAction())
    while step.ending == nil {
      let action: TaskAction =
        id == "CartPole-v1" ? .index(1) : try environment.expertAction()
      let before = environment.snapshot
      step = try environment.step(action)
      _ = try environment.restore(before)
      #expect(try environment.step(action).observation == step.observation)
    }
    #expect(step.ending == .terminated)
    #expect(throws: SimulationError.self) { try environment.expertAction() }
    let over = environment.snapshot
    _ = try environment.reset(seed: 5)
    _ = try environment.restore(over)
    let action: TaskAction = id.hasPrefix("Mountain") ? .vector([0]) : .index(0)
    #expect(throws: SimulationError.self) { try environment.step(action) }
  }
}
