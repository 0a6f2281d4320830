// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

/// Settings that were measured to work for a kind of observation.
public enum SACPreset: String, Hashable, Sendable, Codable, CaseIterable {
  /// For the state vector.
  case state
  /// The best recipe for pictures on a processor.
  case pixels
  /// The networks and hyperparameters of the VICE-RAQ paper.
  case paperPixels = "paper-pixels"
}

extension SACSettings {
  /// The settings of `preset` for the environment called `environment`, such as `Pushing-v1`.
  public static func preset(_ preset: SACPreset, for environment: String) -> SACSettings {
    var settings = SACSettings()
    switch preset {
    case .state: settings.useState()
    case .pixels: settings.usePixels()
    case .paperPixels: settings.usePaperPixels()
    }
    if preset != .paperPixels { settings.useGrid(environment) }
    taskOverrides[preset]?[environment]?(&settings)
    return settings
  }

  /// What single tasks want otherwise, by preset and environment.
  private static let taskOverrides: [SACPreset: [String: @Sendable (inout SACSettings) -> Void]] = [
    .state: [
      "Pendulum-v1": { settings in
        settings = SACSettings()
        settings.hiddenUnits = [64, 64]
        settings.batchSize = 100
        settings.allRates = 1e-3
        settings.warmupSteps = 100
      }
    ]
  ]

  private mutating func useState() {
    hiddenUnits = [128, 128]
    normalizesCritics = true
    batchSize = 128
    discount = 0.97
    allRates = 1e-3
    initialEntropyWeight = 0.1
    targetSmoothing = 0.01
    warmupSteps = 500
    heldSteps = 5
  }

  private mutating func usePixels() {
    encoder = .shared
    shift = 3
    normalizesCritics = true
    batchSize = 128
    updatesPerStep = 2
    discount = 0.95
    returnSteps = 3
    targetSmoothing = 0.01
    allRates = 1e-3
    initialEntropyWeight = 0.1
    actorScale = 0.1
    warmupSteps = 500
    heldSteps = 5
    replayCapacity = 100_000  // 0.7 GB of 48x48 frames
  }

  private mutating func usePaperPixels() {
    encoder = .separate
    initialization = .glorot
    warmupSteps = 1_000
    replayCapacity = 300_000  // as many steps as the paper's longest run
  }

  private var allRates: Float {
    get { actorRate }
    set { (actorRate, criticRate, entropyRate) = (newValue, newValue, newValue) }
  }
}
