// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaPhysics
internal import DioramaScene

/// The dense reward of a task file: `gates · Σ wᵢ Πⱼ tᵢⱼ / Σ wᵢ`, in `0...1`.
///
/// Each t is a ``tolerance(_:bounds:margin:)`` of a reading. Lines without a weight are factors, the gates;
/// lines with a weight are terms of the sum.
struct TaskReward {
  /// A tolerance of a reading: 1 within its bounds, falling to 0.1 at the margin beyond them.
  struct Factor {
    /// The name of its reading.
    let name: String
    let reading: any Reading
    let bounds: ClosedRange<Double>
    var margin: Margin
    /// The body that is to be reached; nil where it is about something else.
    var reached: BodyID?

    func value(in world: RigidWorld) -> Double {
      let value = reading.value(in: world)
      guard case .given(let margin) = margin else { return bounds.contains(value) ? 1 : 0 }
      return tolerance(value, bounds: bounds, margin: margin)
    }

    /// Returns how far the reading is outside the bounds, in its unit.
    func excess(in world: RigidWorld) -> Double {
      bounds.excess(of: reading.value(in: world))
    }
  }

  /// The distance from the bounds at which a tolerance has fallen to 0.1.
  enum Margin {
    /// It is 0 beyond the bounds.
    case none
    /// The margin, in the reading's unit.
    case given(Double)
    /// It is to be measured at the starts of episodes.
    case open
  }

  /// A term of the sum: a weight and the product of its factors.
  struct Term {
    let weight: Double
    var factors: [Factor]
  }

  var gates: [Factor]
  var terms: [Term] = []

  /// All factors: the gates, then those of the terms.
  var factors: [Factor] { gates + terms.flatMap(\.factors) }

  /// Leaves out the reaching for all but `bodies`, if any of them is to be reached.
  mutating func reach(only bodies: Set<BodyID>) {
    for term in terms.indices {
      let wanted = terms[term].factors.filter { $0.reached.map(bodies.contains) ?? true }
      if !wanted.isEmpty { terms[term].factors = wanted }
    }
  }

  /// Sets the open margins to the largest `excesses` at the starts, one for each of ``factors``.
  mutating func setOpenMargins(_ excesses: [Double]) {
    var excesses = excesses[...]
    func close(_ factor: inout Factor) {
      let excess = excesses.removeFirst()
      guard case .open = factor.margin else { return }
      factor.margin = .given(excess > 0 ? excess : factor.bounds.scale(seen: 1))
    }
    for index in gates.indices { close(&gates[index]) }
    for term in terms.indices {
      for index in terms[term].factors.indices { close(&terms[term].factors[index]) }
    }
  }

  func value(in world: RigidWorld) -> Double {
    var product = 1.0
    for gate in gates {
      product *= gate.value(in: world)
      if product == 0 { return 0 }
    }
    guard !terms.isEmpty else { return product }
    var (sum, weights) = (0.0, 0.0)
    for term in terms {
      weights += term.weight
      sum += term.weight * term.factors.reduce(1) { $0 * $1.value(in: world) }
    }
    return product * sum / weights
  }
}

extension ClosedRange<Double> {
  /// Returns how much is a little outside: the size of a bound, else a tenth of the excess that was `seen`.
  func scale(seen: Double) -> Double {
    let bound = [lowerBound, upperBound].filter { $0.isFinite && $0 != 0 }.map(abs).max()
    return bound ?? (seen > 0 ? 0.1 * seen : 1)
  }
}
