// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A supervisor of a ``Student``: it watches what the student is about to do, takes over when that goes wrong, and
/// gives back (human-gated).
///
/// What the student learns from are the supervisor's own steps, and no others.
///
/// > Source: Kelly et al. 2019, [*HG-DAgger: Interactive Imitation Learning with Human
/// > Experts*](https://arxiv.org/abs/1810.02890), algorithm 1.
public protocol Supervisor: AnyObject {
  /// Decides who acts at `moment`.
  ///
  /// - Throws: An error of the environment, or of whoever is asked; training ends with it.
  func decide(at moment: SupervisedMoment) throws -> Supervision
}

/// A decision of a ``Supervisor``.
public enum Supervision: Hashable, Sendable {
  /// The student's own action is executed, and not learned from.
  case student
  /// This action of the supervisor is executed, and learned from.
  case supervisor(TaskAction)
  /// Nobody acts: training is to stop before this step.
  case interrupted
}

/// A moment at which a ``Supervisor`` decides who acts.
public struct SupervisedMoment {
  /// The environment, which is only looked at.
  public let environment: AnyEnvironment
  /// What the student is about to do.
  public let proposal: TaskAction
  /// The number of steps of training so far.
  public let step: Int
  /// The number of episodes that have ended, and what there is of the present one so far.
  public let episodeCount: Int
  public let episode: EpisodeSummary
}

/// The task's script as a supervisor: it takes over where its action is far from the student's.
final class ScriptedSupervisor: Supervisor {
  private let gate: Float

  /// Makes a supervisor that takes over where a number of the action, in ±1, differs by more than `gate`, or a
  /// discrete action is another.
  init(gate: Float) { self.gate = gate }

  func decide(at moment: SupervisedMoment) throws -> Supervision {
    let action = try moment.environment.expertAction()
    let space = moment.environment.actionSpace
    if case .discrete = space { return action == moment.proposal ? .student : .supervisor(action) }
    let distances = zip(space.unit(action), space.unit(moment.proposal)).map { abs($0 - $1) }
    return (distances.max() ?? 0) > gate ? .supervisor(action) : .student
  }
}
