// SPDX-License-Identifier: Apache-2.0

/// The verdict on a gate.
package enum Verdict: String, Sendable {
  /// The estimate is at the gate or above it.
  case held = "HELD"
  /// The estimate is below the gate, which lies in its interval: more seeds would tell.
  case suspect = "SUSPECT"
  /// The whole interval is below the gate.
  case regressed = "REGRESSED"
  /// There are too few runs to say anything.
  case underpowered = "UNDERPOWERED"

  /// The fewest runs for any other verdict.
  package static let fewestRuns = 5

  /// Judges the estimate of so many runs.
  ///
  /// - Parameters:
  ///   - value: The estimate.
  ///   - interval: Its 95 % interval; nil if there is none.
  ///   - runs: The number of runs.
  ///   - least: The gate.
  package init(of value: Double, _ interval: ClosedRange<Double>?, runs: Int, least: Double) {
    guard let interval, runs >= Self.fewestRuns else {
      self = .underpowered
      return
    }
    self = value >= least ? .held : interval.upperBound < least ? .regressed : .suspect
  }
}
