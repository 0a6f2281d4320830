// SPDX-License-Identifier: Apache-2.0

import DioramaCore

extension Space {
  /// What an environment is given for `action`, as it stands in the replay: ±1 scaled to the bounds, or a
  /// choice.
  func action(scaling action: [Float]) -> TaskAction {
    guard case .box(let low, let high) = self else { return .index(Int(action[0])) }
    return .vector(
      action.indices.map { index in
        let scaled = low[index] + (action[index] + 1) / 2 * (high[index] - low[index])
        return min(max(scaled, low[index]), high[index])
      })
  }

  /// What stands in the replay for `action`: the reverse of ``action(scaling:)``.
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
