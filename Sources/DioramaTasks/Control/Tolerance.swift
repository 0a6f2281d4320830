// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Returns 1 within `bounds`, falling as a Gaussian to 0.1 at `margin` beyond them.
///
/// All three arguments share one unit.
///
/// > Source: Tassa et al. 2018, [*DeepMind Control Suite*](https://arxiv.org/abs/1801.00690).
public func tolerance(_ x: Double, bounds: ClosedRange<Double>, margin: Double) -> Double {
  precondition(margin > 0, "the margin must be positive; it is \(margin)")
  let distance = max(bounds.lowerBound - x, x - bounds.upperBound, 0) / margin
  return pow(10, -distance * distance)
}
