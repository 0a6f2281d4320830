// SPDX-License-Identifier: Apache-2.0

internal import DioramaPhysics

/// A quantity that is measured in a world, such as a distance; success, rewards and metrics are made of these.
protocol Reading: Sendable {
  /// The unit of its values; empty for a pure number.
  var unit: String { get }

  /// Measures it at the present moment.
  func value(in world: RigidWorld) -> Double
}
