// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore

extension Space {
  /// Returns the numbers of `action`, which must lie in this box.
  ///
  /// - Throws: ``SimulationError`` that says what is wrong with it.
  func validated(_ action: TaskAction) throws(SimulationError) -> [Float] {
    guard case .vector(let numbers) = action, case .box(let low, let high) = self else {
      throw .wrongActionKind(space: self)
    }
    guard numbers.count == low.count else { throw .actionCount(numbers.count, expected: low.count) }
    for (index, number) in numbers.enumerated() {
      guard number.isFinite else { throw .actionNotFinite(index: index, value: number) }
      guard number >= low[index], number <= high[index] else {
        throw .actionOutOfBounds(index: index, value: number, bounds: low[index]...high[index])
      }
    }
    return numbers
  }
}
