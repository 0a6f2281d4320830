// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// What tells a planner the future: the simulator itself, or what was learned of it.
public protocol PlanningModel: AnyObject {
  /// Goes to where plans begin: `environment`, which shows `observation`, as it is now.
  ///
  /// The environment is only looked at.
  func begin(at observation: TaskObservation, of environment: AnyEnvironment)

  /// Returns what each sequence earns from there on, until the episode ends or the sequence does.
  ///
  /// - Parameter sequences: Actions for each control step, `[steps, numbers]` in ±1, all equally long.
  /// - Returns: Returns, by sequence.
  /// - Throws: ``SimulationError`` when a future cannot be computed.
  func returns(of sequences: [[Float]]) throws(SimulationError) -> [Double]
}
