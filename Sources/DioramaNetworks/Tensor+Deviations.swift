// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels

extension Tensor {
  /// Writes the standard deviations of variances whose raw logarithms r are `source`: of each number
  /// `√(lowest + 1 / (inverseHighest + e^-r))`, with r clamped to ±30.
  ///
  /// - Precondition: `source` has as many numbers.
  package func updateDeviations(_ source: Tensor, lowest: Float, inverseHighest: Float) {
    precondition(source.count == count, "there are \(source.count) numbers for \(count)")
    unsafe diorama_bounded_deviations(count, source.base, lowest, inverseHighest, base)
  }
}
