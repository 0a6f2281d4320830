// SPDX-License-Identifier: Apache-2.0

/// The factor that is left of a step size which falls in a straight line to 0: 1 at the first step, and always
/// where `steps` is 0.
func annealed(at step: Int, over steps: Int) -> Float {
  steps == 0 ? 1 : max(1 - Float(step) / Float(steps), 0)
}
