// SPDX-License-Identifier: Apache-2.0

/// A preset: initial settings for a kind of observation, by the rules of `recipes/presets.json`.
public enum Preset: String, Hashable, Sendable, Codable, CaseIterable {
  /// For the state vector.
  case state
  /// The best recipe for pixels on a processor.
  case pixels
  /// The networks and hyperparameters of the VICE-RAQ paper.
  case paperPixels = "paper-pixels"
}
