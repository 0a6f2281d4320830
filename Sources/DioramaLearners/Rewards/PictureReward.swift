// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaNetworks

/// A reward from images, for planning where success is known from images only: f of the images of a rollout.
///
/// f is a ``SuccessClassifier``'s logit. An image costs more than a step, so that only some are drawn.
public struct PictureReward: Sendable {
  /// The classifier's network, from an image to one logit.
  public let classifier: Network

  /// The view that images are drawn in.
  public let view: View

  /// The number of steps between images; the last step always has one.
  public let every: Int

  /// Makes a reward from images.
  ///
  /// - Parameters:
  ///   - classifier: The classifier's network, from an image to one logit.
  ///   - view: The view that images are drawn in.
  ///   - every: The number of steps between images.
  public init(_ classifier: Network, seeing view: View, every: Int) {
    self.classifier = classifier
    self.view = view
    self.every = every
  }
}
