// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath

/// The policy of a ``Learner`` in an environment, as in evaluations.
public final class TrainedPolicy: Policy {
  private let learner: any Learner
  private let agent: any Agent
  private let problem: Problem
  private let actionRepeat: Int
  private let random = RandomSource(RandomStream("evaluation", seed: 0))
  /// The last few observations, for stacked frames.
  private var recent: Replay
  /// The action that is being repeated, and the number of steps that it has lasted.
  private var lasting: (action: TaskAction, steps: Int)?

  /// Makes the policy of `learner`, which may continue to learn.
  ///
  /// - Parameters:
  ///   - learner: The learner.
  ///   - problem: The observations and actions.
  public init(_ learner: any Learner, _ problem: Problem) {
    let settings: any LearnerSettings = learner.settings
    self.learner = learner
    self.problem = problem
    agent = learner.makeAgent(exploring: false)
    actionRepeat = settings.practice.actionRepeat
    recent = problem.recent
  }

  public func begin(seed: UInt64) {
    lasting = nil
    recent = problem.recent
    agent.begin(seed: seed)
  }

  public func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    if let (action, steps) = lasting, steps < actionRepeat {
      lasting = (action, steps + 1)
      return action
    }
    recent.append(observation)
    let chosen: [Float]
    do {
      chosen = try agent.act(Seen(recent), random)
    } catch let error as SimulationError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
    recent.complete(
      Array(repeating: 0, count: problem.actionCount), reward: 0, terminated: false)
    let action = environment.actionSpace.action(scaling: chosen)
    lasting = (action, 1)
    return action
  }
}
