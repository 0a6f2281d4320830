// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// The Fisher information of a policy's weights, `F = E[∇log π ∇log πᵀ]`: a small step v of the weights
/// changes the policy by `KL = vᵀ F v / 2`, whatever the weights mean.
///
/// F is never written down. It is `E[Jᵀ M J]`, where J is the Jacobian of the distribution's parameters (logits,
/// or means and log deviations) and M their own Fisher information, which is known in closed form. Times a vector
/// that is two forward passes, for `J v`, a central difference of the outputs, and one backward pass, exact,
/// for `Jᵀ`.
///
/// > Source: Martens 2020, [*New Insights and Perspectives on the Natural Gradient
/// > Method*](https://arxiv.org/abs/1412.1193), on the generalised Gauss-Newton matrix.
package final class FisherInformation {
  private let (policy, behind, ahead): (LearnedPolicy, LearnedPolicy, LearnedPolicy)
  private let problem: Problem
  private let compute: Compute
  private let rows: Int

  /// How far the weights are moved either way for a difference: the rounding of 32-bit outputs and the
  /// curvature of the networks both count a ten-thousandth there.
  private static let reach = 0.05

  /// Makes the Fisher information of `policy`, which is computed for `rows` observations at a time.
  package init(of policy: LearnedPolicy, rows: Int, _ problem: Problem, _ compute: Compute) {
    (self.policy, behind, ahead) = (policy, policy.duplicate(), policy.duplicate())
    (self.problem, self.compute, self.rows) = (problem, compute, rows)
  }

  private lazy var product = BatchUpdate(rows, of: problem, compute) {
    [unowned self] graph, batch in
    graph.minimize(
      policy(batch.seen).fisherForm(
        from: behind(batch.seen), to: ahead(batch.seen), distance: Float(2 * Self.reach)), policy)
  }

  /// Returns `F v`, the mean over the observations at the beginning of `transitions`.
  package func times(
    _ vector: [Double], at transitions: [SampledTransition], of replay: Replay
  ) -> [Double] {
    let length = dot(vector, vector).squareRoot()
    guard length > 0 else { return vector }
    for (moved, sign) in [(behind, -1.0), (ahead, 1.0)] {
      var parameters = policy.parameters
      parameters.add(sign * Self.reach / length, vector)
      moved.parameters = parameters
    }
    return product.gradient(transitions, from: replay).map { length * $0 }
  }
}
