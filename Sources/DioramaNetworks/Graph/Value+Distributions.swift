// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Value {
  /// Draws an action for each row from Gaussians that are squashed into ±1.
  ///
  /// This value holds the means, then the logarithms of the standard deviations, which are clamped to
  /// -20...2. The action is a function of both and of the noise, so that gradients go through it.
  ///
  /// > Source: Haarnoja et al. 2018, [*Soft Actor-Critic Algorithms and
  /// > Applications*](https://arxiv.org/abs/1812.05905), equations 8 and 26.
  ///
  /// - Returns: The actions `[rows, width / 2]`, and the logarithms of their densities `[rows, 1]`.
  public func squashedSample() -> (action: Value, logProbability: Value) {
    precondition(width % 2 == 0 && node.copies == 1, "means and deviations are as many")
    let gaussians = SquashedGaussians(rows: graph.rows, numbers: width / 2)
    let weights = Tensor(graph.rows)
    let gradient = Tensor(graph.rows, width)
    let action = make(width: width / 2) { out in
      if out.graph.isFrozen {
        gaussians.update(out.inputs[0].values)
      } else {
        gaussians.draw(out.inputs[0].values, from: &out.graph.noise)
      }
      out.values.update(gaussians.actions)
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      gaussians.backward(weights: weights, slope: out.gradient, into: gradient)
      out.inputs[0].gradient.addFromColumns(gradient, at: 0)
      weights.fill(0)
    }
    let logProbability = action.make(width: 1) { out in
      out.values.update(gaussians.logProbability)
    } backward: { out in
      weights.update(out.gradient)
    }
    return (action, logProbability)
  }

  /// The logarithm of the density of `action` under Gaussians that are squashed into ±1.
  ///
  /// This value holds the means and the logarithms of the standard deviations, as in ``squashedSample()``.
  /// Actions are constants, clamped to ±0.999: ±1 would need infinite noise.
  public func squashedLogProbability(of action: Value) -> Value {
    let numbers = width / 2
    precondition(action.width == numbers, "an action has \(action.width) numbers, not \(numbers)")
    return make(action, width: 1) { out in
      let (parameters, action) = (out.inputs[0].values, out.inputs[1].values)
      for row in 0..<out.count {
        var sum: Float = 0
        for index in 0..<numbers {
          sum += SquashedDensity(parameters, action, row, index, numbers).logarithm
        }
        out.values[row] = sum
      }
    } backward: { out in
      let input = out.inputs[0]
      guard input.isActive else { return }
      for row in 0..<out.count {
        for index in 0..<numbers {
          let density = SquashedDensity(input.values, out.inputs[1].values, row, index, numbers)
          let slopes = density.slopes
          input.gradient[row, index] += out.gradient[row] * slopes.mean
          input.gradient[row, numbers + index] += out.gradient[row] * slopes.logDeviation
        }
      }
    }
  }

  /// The distance of a policy over discrete actions from the best one for given values and entropy weight:
  /// `α KL(π* ‖ π)` with `π*(a) = exp((Q(a) - V) / α)`, which minimises `J = Σ π(a) (α log π(a) - Q(a))`.
  ///
  /// This value holds the logits of π; values and weight are constants. The gradient in the logits is
  /// `α (π(a) - π*(a))`. That of J itself, which is `α KL(π ‖ π*)` but for a constant, is the same near π*,
  /// but vanishes with π(a): an action once given up is never tried again, however highly the critics value
  /// it.
  ///
  /// > Source: Chan et al. 2022, [*Greedification Operators for Policy Optimization: Investigating
  /// > Forward and Reverse KL Divergences*](https://arxiv.org/abs/2107.08285).
  public func distanceFromBest(_ values: Value, entropyWeight: Value) -> Value {
    let width = width
    let best = (values / entropyWeight).logSoftmax().detached
    let policy = Tensor(graph.rows, width)
    return make(best, entropyWeight, width: 1) { out in
      let (logits, best) = (out.inputs[0].values, out.inputs[1].values)
      for row in 0..<out.count {
        unsafe softmax(logits.base + row * width, policy.base + row * width, width)
        var sum: Float = 0
        for at in (row * width)..<((row + 1) * width) {
          sum += Foundation.exp(best[at]) * (best[at] - policy[at])
        }
        out.values[row] = out.inputs[2].values[row] * sum
      }
    } backward: { out in
      let input = out.inputs[0]
      guard input.isActive else { return }
      let best = out.inputs[1].values
      for row in 0..<out.count {
        for at in (row * width)..<((row + 1) * width) {
          let difference = Foundation.exp(policy[at]) - Foundation.exp(best[at])
          input.gradient[at] += out.gradient[row] * (out.inputs[2].values[row] * difference)
        }
      }
    }
  }
}

/// The density of one number of an action under the squashed Gaussian that a policy's output describes.
private struct SquashedDensity {
  /// The bound of the actions: `atanh(1)` is infinite.
  private static let largestAction: Float = 0.999

  private let noise: Float
  private let deviation: Float
  private let held: Float
  private let isFree: Bool
  private let action: Float

  init(_ parameters: Tensor, _ actions: Tensor, _ row: Int, _ index: Int, _ numbers: Int) {
    action = min(max(actions[row, index], -Self.largestAction), Self.largestAction)
    let logDeviation = parameters[row, numbers + index]
    held = min(max(logDeviation, -20), 2)
    isFree = held == logDeviation
    deviation = exp(held)
    noise = (atanh(action) - parameters[row, index]) / deviation
  }

  var logarithm: Float {
    -noise * noise / 2 - held - 0.918938533 - log(1 - action * action)
  }

  var slopes: (mean: Float, logDeviation: Float) {
    (noise / deviation, isFree ? noise * noise - 1 : 0)
  }
}
