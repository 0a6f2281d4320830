// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// What a search saw: every failure whose image was scored.
struct SearchResult: Sendable {
  /// A failure on the way of one of the sequences.
  struct Look: Sendable {
    /// The index of the sequence, and how many of its actions were carried out.
    let sequence: Int
    let steps: Int
    let measured: Measurement
    let logit: Double
  }

  let start: SearchStart
  /// The actions of each sequence, `[steps, numbers]` in ±1.
  let sequences: [[Float]]
  let looks: [Look]

  /// The look that scores highest of those that miss success by `leastMiss` at least.
  func best(missing leastMiss: Double) -> Look? {
    looks.filter { $0.measured.miss >= leastMiss }.max { $0.logit < $1.logit }
  }

  /// The actions that lead to `look`.
  func actions(to look: Look, numbers: Int) -> [Float] {
    Array(sequences[look.sequence].prefix(look.steps * numbers))
  }
}
