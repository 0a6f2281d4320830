// SPDX-License-Identifier: Apache-2.0

/// An element of a state vector: its name, unit and range.
public struct StateElement: Hashable, Sendable {
  public let name: String
  public let unit: String
  /// The range of its values, to which the robot tasks clip them.
  public let range: ClosedRange<Float>

  public init(_ name: String, _ unit: String, _ range: ClosedRange<Float>) {
    self.name = name
    self.unit = unit
    self.range = range
  }
}
