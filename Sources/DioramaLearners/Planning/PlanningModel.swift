// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A planner's model of the future: the simulator itself, or a learned model.
public protocol PlanningModel: AnyObject {
  /// Sets where plans begin: the present moment of `environment`, which shows `observation`.
  ///
  /// The environment is read, not changed.
  func begin(at observation: TaskObservation, of environment: AnyEnvironment)

  /// Returns the return of each sequence from there on, until the episode or the sequence ends.
  ///
  /// - Parameter sequences: The sequences, each with an action for each control step, `[steps, numbers]` in
  ///   ±1, all equally long.
  /// - Returns: The returns, by sequence.
  /// - Throws: ``SimulationError`` if a future cannot be computed.
  func returns(of sequences: [[Float]]) throws(SimulationError) -> [Double]
}
