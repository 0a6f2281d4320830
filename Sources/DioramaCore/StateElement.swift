// SPDX-License-Identifier: Apache-2.0

/// One number of a state vector.
public struct StateElement: Hashable, Sendable {
  public let name: String
  public let unit: String
  /// Values beyond are clipped to it.
  public let range: ClosedRange<Float>

  public init(_ name: String, _ unit: String, _ range: ClosedRange<Float>) {
    self.name = name
    self.unit = unit
    self.range = range
  }
}
