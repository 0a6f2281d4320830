// SPDX-License-Identifier: Apache-2.0

extension SACSettings {
  /// Changes what the grid called `environment` wants otherwise, where it is one of the suite.
  ///
  /// The entropy weight stays: entropy that pays more in all the time to come than the goal,
  /// `α log n / (1 - γ)`, would make it best to walk about for ever, and one that adjusts itself forgets to
  /// explore before there was any reward.
  mutating func useGrid(_ environment: String) {
    guard let change = Self.grids[environment] else { return }
    hiddenUnits = [64, 64]
    discount = 0.99
    entropyRate = 0
    initialEntropyWeight = 0.005
    returnSteps = 1
    heldSteps = 1
    if encoder == .none {
      stateTiles = 16
      batchSize = 64
      normalizesCritics = false
    }
    change(&self)
  }

  // random acts have to reach the goal a few times in the warm-up, where nothing else leads there
  private static let grids: [String: @Sendable (inout SACSettings) -> Void] = [
    "FourByThree-v1": { $0.initialEntropyWeight = 0.01 },
    "FrozenLake-v1": { $0.initialEntropyWeight = 0.002 },
    "FrozenLake8x8-v1": { settings in
      settings.initialEntropyWeight = 0.001
      settings.warmupSteps = 15_000
    },
    "CliffWalking-v1": { settings in
      settings.initialEntropyWeight = 0.2  // a step costs 1
      settings.warmupSteps = 5_000
      settings.heldSteps = 5
    },
    "WindyGrid-v1": { settings in
      settings.initialEntropyWeight = 0.2
      settings.warmupSteps = 5_000
      settings.heldSteps = 2
    },
    "FourRooms-v1": { _ in },
    "KeyDoor-v1": { settings in
      settings.warmupSteps = 15_000
      settings.heldSteps = 2
    },
    "Maze-v1": { _ in },
  ]
}
