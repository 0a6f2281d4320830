// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaNetworks

/// What is planned for where success is known from pictures only: f of what the future would look like.
///
/// f is a ``SuccessClassifier``'s logit, and pictures cost more than steps: only some are drawn.
public struct PictureReward: Sendable {
  /// The classifier, pictures to one logit.
  public let classifier: Network

  /// How it sees.
  public let view: View

  /// How many steps lie between pictures; the last step is always looked at.
  public let every: Int

  /// Makes a reward of pictures.
  ///
  /// - Parameters:
  ///   - classifier: Pictures to one logit.
  ///   - view: How it sees.
  ///   - every: How many steps lie between pictures.
  public init(_ classifier: Network, seeing view: View, every: Int) {
    self.classifier = classifier
    self.view = view
    self.every = every
  }
}
