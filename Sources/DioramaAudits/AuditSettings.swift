// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// The settings of an audit; equal settings give equal audits.
public struct AuditSettings: Hashable, Sendable {
  /// The view that the classifier sees: camera, size and quality.
  public var view: View

  /// The properties that are randomised from image to image.
  public var randomized: Set<RandomizedProperty>

  /// The number of images of success, and of failure.
  public var count = 500

  /// The number of searches for exploits.
  public var searches = 24

  /// The number of episodes of the expert, and of random actions, whose images are scored.
  public var episodes = 4

  /// The number of exploits that are reported.
  public var exploits = 12

  /// The number of images that are named to be labelled next.
  public var labels = 40

  /// The names of the two elements of the state that the map is over; those along which f varies most if empty.
  public var map: [String] = []

  /// The seed of all random numbers.
  public var seed: UInt64 = 0

  /// The number of sequences of a search's first iteration, and of iterations.
  package var population = 32
  package var iterations = 4

  /// The number of threads; the result does not depend on it.
  public var threads = 1

  /// Makes the default settings for images of this view.
  public init(view: View = View(), randomized: Set<RandomizedProperty> = []) {
    (self.view, self.randomized) = (view, randomized)
  }
}
