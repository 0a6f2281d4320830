// SPDX-License-Identifier: Apache-2.0

/// Which gradients ``Pass/backward(_:)`` computes.
public struct PassGradients: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Those of weights and biases.
  public static let parameters = PassGradients(rawValue: 1)

  /// Those of the input.
  public static let input = PassGradients(rawValue: 2)
}
