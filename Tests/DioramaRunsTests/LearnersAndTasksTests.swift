// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaRuns
import TestSupport
import Testing

/// Every learner on every kind of task: it trains, or says in one line why not.
@Suite(.slow) struct LearnersAndTasksTests {
  /// A kind of task.
  struct Kind: CustomTestStringConvertible, Sendable {
    let task: String
    let observation: ObservationKind
    let isDiscrete: Bool
    var hasGoals = false
    var countsStates = false

    var testDescription: String { "\(task), \(observation.rawValue)" }

    /// Whether a learner with the requirements `needs` claims to learn it.
    func isClaimed(by needs: Set<LearnerEntry.Need>) -> Bool {
      if needs.contains(isDiscrete ? .continuousActions : .discreteActions) { return false }
      if needs.contains(.goals), !hasGoals { return false }
      if needs.contains(.state), observation != .state { return false }
      if needs.contains(.finiteStates), !countsStates { return false }
      return !needs.contains(.successImages) || observation == .pixels
    }
  }

  static let kinds = [
    Kind(task: "Pendulum-v1", observation: .state, isDiscrete: false),
    Kind(task: "Pendulum-v1", observation: .pixels, isDiscrete: false),
    Kind(task: "CartPole-v1", observation: .state, isDiscrete: true),
    Kind(task: "CartPole-v1", observation: .pixels, isDiscrete: true),
    Kind(task: "FrozenLake-v1", observation: .state, isDiscrete: true, countsStates: true),
    Kind(task: "PushingGoal-v1", observation: .state, isDiscrete: false, hasGoals: true),
  ]

  @Test(arguments: LearnerCatalog.all, kinds)
  func `a learner trains on each kind of task that it claims`(
    _ entry: LearnerEntry, _ kind: Kind
  ) throws {
    let folder = try TemporaryFolder()
    func run() throws -> TrainingRun.Outcome {
      let configuration = try Trainings.configuration(
        entry.name, in: kind.task, observing: kind.observation, steps: 80)
      return try TrainingRun(configuration, at: folder.path("r")).run()
    }
    if kind.isClaimed(by: entry.needs) {
      #expect(try run() == .finished)
    } else {
      #expect {
        _ = try run()
      } throws: { error in
        let line = "\(error)"
        return line.contains(";") && !line.contains("\n")
      }
      #expect(try folder.contents().isEmpty)
    }
  }
}
