// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
package import DioramaMath
package import DioramaNetworks

/// What learns in an environment, a step at a time, and can be saved after each.
///
/// Saved and loaded again, it goes on with the same bits: all that its future depends on is in its
/// ``checkpoint()`` and its ``replay``.
package protocol Agent: AnyObject {
  /// Where it learns.
  var environment: AnyEnvironment { get }

  /// What it lived through.
  var replay: Replay { get }

  /// What it is rewarded with, where that is learned too.
  var reward: LearnedReward? { get }

  /// How many steps it has made, how many episodes have ended, and how many updates there were.
  var stepCount: Int { get }
  var episodeCount: Int { get }
  var updateCount: Int { get }

  /// What the last update measured, by its column in reports.
  var measures: [String: Double] { get }

  /// One hash over all that acts.
  var parametersHash: TrajectoryHash { get }

  /// What must be equal in a checkpoint that it can go on from.
  var notes: [String: String] { get }

  /// Puts episodes of the scripted expert into the replay, before the first step.
  func addDemonstrations(_ count: Int, in environment: AnyEnvironment, seed: UInt64) throws

  /// Makes one step, and learns from what was lived through so far; returns the episode that ended.
  func step() throws -> EpisodeSummary?

  /// What acts in evaluations, in an environment that shows what its own does.
  func policy(for environment: AnyEnvironment) throws -> any Policy

  /// Everything that the future depends on but the observations in the replay.
  func checkpoint() throws -> SafeTensors

  /// Goes on from `file`; `readReplay` returns the replay of so many observations.
  ///
  /// - Throws: ``SafeTensorsError``, ``Impossible`` or the environment's error where the file cannot have
  ///   been written so.
  func restore(
    _ file: SafeTensors,
    readReplay: (_ added: Int, _ rewards: [Float]) throws(CheckpointError) -> Replay
  ) throws
}
