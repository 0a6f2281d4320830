// SPDX-License-Identifier: Apache-2.0

extension Space {
  /// Checks that `action` lies in this action space.
  ///
  /// - Throws: ``SimulationError`` that says what is wrong with the action.
  package func check(_ action: TaskAction) throws(SimulationError) {
    switch self {
    case .discrete(let count):
      guard case .index(let index) = action else { throw .wrongActionKind(space: self) }
      guard (0..<count).contains(index) else { throw .noSuchChoice(index, count: count) }
    default: _ = try validated(action)
    }
  }

  /// Returns the numbers of `action`, which must lie in this box.
  ///
  /// - Throws: ``SimulationError`` that says what is wrong with the action.
  package func validated(_ action: TaskAction) throws(SimulationError) -> [Float] {
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
