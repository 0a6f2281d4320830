// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles

/// A gate of a study's row: what its runs must reach, and the published number that they are compared with.
package struct Gate: Hashable, Sendable {
  /// What is measured in the final evaluation.
  package enum Measure: String, CaseIterable, Sendable {
    /// The success rate, in `0...1`.
    case success
    /// The mean return of an episode.
    case episodeReturn = "return"
  }

  /// A number that others have published.
  package struct Published: Hashable, Sendable {
    /// The number, in the gate's measure.
    package var value: Double
    /// Its standard deviation; nil if none was published.
    package var deviation: Double?
    /// The number of training runs that it is the mean of; nil if it was not published.
    package var runs: Int?
    /// The number of episodes that a success rate was measured in; nil if it was not published.
    package var episodes: Int?
    /// The steps of training that it took; nil if they were not published.
    package var steps: Int?
    /// Where it was published.
    package var source: String

    /// The published successes in the published episodes; nil where either is unknown.
    var proportion: Proportion? {
      guard let episodes, (0...1).contains(value) else { return nil }
      return Proportion(Int((value * Double(episodes)).rounded()), of: episodes)
    }
  }

  package var measure: Measure
  /// The least value that counts as reached.
  package var least: Double
  package var published: Published?
  /// A note on what was tried, or on what differs from the published run.
  package var note: String?
}
