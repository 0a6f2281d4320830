// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels

/// A product `[rows, units] · [inputs, units]ᵀ` that leaves out the rows that are 0.
///
/// The gradient through the smaller of two critics is 0 in about half of each critic's rows.
@safe
final class SparseRows: @unchecked Sendable {
  private let rows: Int
  private let inputs: Int
  private let packed: Tensor
  private var places: [Int]

  init(_ rows: Int, _ inputs: Int) {
    self.rows = rows
    self.inputs = inputs
    packed = Tensor(rows, inputs)
    places = Array(repeating: 0, count: rows)
  }

  /// Computes the product, which is added to `result` when `accumulating`.
  ///
  /// - Parameters:
  ///   - left: `[rows, units]`; its rows are reordered.
  ///   - right: `[inputs, units]`.
  ///   - units: How long each sum is.
  ///   - result: `[rows, inputs]`.
  ///   - accumulating: Whether `result` is added to.
  func multiply(
    _ left: UnsafeMutablePointer<Float>, _ right: UnsafePointer<Float>, _ units: Int,
    into result: UnsafeMutablePointer<Float>, accumulating: Bool
  ) {
    unsafe places.withUnsafeMutableBufferPointer { places in
      let kept = unsafe diorama_pack_rows(left, rows, units, places.baseAddress)
      let isDense = kept == rows
      if kept > 0 {
        unsafe OneDNN.multiply(
          left, right, transposingB: true, into: isDense ? result : packed.base, m: kept,
          n: inputs, k: units, accumulating: isDense && accumulating)
      }
      if isDense { return }
      unsafe diorama_unpack_rows(
        packed.base, kept, places.baseAddress, inputs, result, rows, accumulating ? 1 : 0)
    }
  }
}
