// SPDX-License-Identifier: Apache-2.0

/// The gradients that ``Pass/backward(_:)`` computes.
public struct PassGradients: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The gradient of the loss in the network's parameters.
  public static let parameters = PassGradients(rawValue: 1)

  /// The gradient of the loss in the input.
  public static let input = PassGradients(rawValue: 2)
}
