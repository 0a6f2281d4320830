// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Value {
  /// The Huber loss of each number: half its square, and beyond ±`delta` a line with the slope there.
  ///
  /// > Source: Huber 1964, *Robust Estimation of a Location Parameter*.
  public func huber(_ delta: Float = 1) -> Value {
    map(
      { abs($0) <= delta ? $0 * $0 / 2 : delta * (abs($0) - delta / 2) },
      slope: { x, _ in min(max(x, -delta), delta) })
  }

  /// The expectile loss `|τ - 1(x < 0)| x²`: its mean over many `x - m` is least where m is their expectile
  /// τ.
  ///
  /// > Source: Newey and Powell 1987, *Asymmetric Least Squares Estimation and Testing*; the use, Kostrikov
  /// > et al. 2022, [*Offline Reinforcement Learning with Implicit
  /// > Q-Learning*](https://arxiv.org/abs/2110.06169), equation 3.
  public func expectile(_ tau: Float) -> Value {
    map({ ($0 < 0 ? 1 - tau : tau) * $0 * $0 }, slope: { x, _ in 2 * (x < 0 ? 1 - tau : tau) * x })
  }

  /// The cross-entropy of logits with `label`, the probability of the true answer, in 0...1:
  /// `log(1 + e^x) - label x`.
  public func crossEntropy(_ label: Value) -> Value { zip(label, CrossEntropy.self) }

  /// The logistic loss of logits with the weight `yes` for the true answer and `no` for the false one:
  /// `(yes + no) log(1 + e^x) - yes x`.
  ///
  /// `yes` and `no` are constants.
  public func logisticLoss(yes: Value, no: Value) -> Value {
    let weights = Broadcast(yes.node, no.node)
    precondition(weights.isPlain && weights.copies == 1 && weights.width == 1 && width == 1)
    let rows = graph.rows
    return make(yes, no) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      let (yes, no) = unsafe (out.inputs[1].values.base, out.inputs[2].values.base)
      for at in 0..<out.count {
        let (logit, for_, against) = unsafe (x[at], yes[at % rows], no[at % rows])
        unsafe y[at] =
          (for_ + against) * (max(logit, 0) + log1p(Foundation.exp(-abs(logit)))) - for_ * logit
      }
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (yes, no) = unsafe (out.inputs[1].values.base, out.inputs[2].values.base)
      let (x, from) = unsafe (out.inputs[0].values.base, out.gradient.base)
      let into = unsafe out.inputs[0].gradient.base
      for at in 0..<out.count {
        let (for_, against) = unsafe (yes[at % rows], no[at % rows])
        unsafe into[at] += from[at] * ((for_ + against) * logistic(x[at]) - for_)
      }
    }
  }
}

private enum CrossEntropy: PairFunction {
  static func value(_ x: Float, _ label: Float) -> Float {
    max(x, 0) - label * x + log1p(Foundation.exp(-abs(x)))
  }
  static func slopes(_ x: Float, _ label: Float) -> (Float, Float) { (logistic(x) - label, -x) }
}
