// SPDX-License-Identifier: Apache-2.0

/// An error in solving a Markov decision process.
public enum MarkovError: Error, Hashable, Sendable {
  case discount(Double)
  case temperature(Double)
  /// A state from which no end is reached, though rewards are not discounted.
  case noEnd(state: String)
  /// Values that still change after the last sweep.
  case notConverged(sweeps: Int, change: Double, discount: Double)
  /// A system of equations too large to be solved exactly.
  case tooLarge(states: Int)
}

extension MarkovError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .discount(let discount):
      "the discount must lie in 0...1; it is \(discount)"
    case .temperature(let temperature):
      "the temperature must be positive and finite; it is \(temperature)"
    case .noEnd(let state):
      "from state \(state) no end can be reached, so discount 1 has no solution; use one below 1"
    case .notConverged(let sweeps, let change, let discount):
      "after \(sweeps) sweeps at discount \(discount) values still change by \(change); lower the discount"
    case .tooLarge(let states):
      "policy iteration cannot solve equations in \(states) states at once; use the method 'value'"
    }
  }
}
