// SPDX-License-Identifier: Apache-2.0

package import DioramaCore

extension Space {
  /// Returns the environment's action for `action` of the replay: numbers in ±1, which are scaled to the
  /// bounds, or the index of a discrete action.
  package func action(scaling action: [Float]) -> TaskAction {
    guard case .box(let low, let high) = self else { return .index(Int(action[0])) }
    return .vector(
      action.indices.map { index in
        let scaled = low[index] + (action[index] + 1) / 2 * (high[index] - low[index])
        return min(max(scaled, low[index]), high[index])
      })
  }

  /// Returns the action of the replay for `action`: the reverse of ``action(scaling:)``.
  func unit(_ action: TaskAction) -> [Float] {
    switch (self, action) {
    case (.box(let low, let high), .vector(let numbers)):
      numbers.indices.map { index in
        2 * (numbers[index] - low[index]) / (high[index] - low[index]) - 1
      }
    case (_, .index(let choice)): [Float(choice)]
    default: []
    }
  }
}
