// SPDX-License-Identifier: Apache-2.0

/// An element of a state vector: its name, unit and range, and what it is of.
public struct StateElement: Hashable, Sendable {
  /// What an element is of.
  public enum Subject: Hashable, Sendable {
    /// The hand: where it is, how it moves, and where it is to go.
    case hand
    /// The place of an object.
    case place
    /// Anything else, such as how an object is turned or moves.
    case other
  }

  public let name: String
  public let unit: String
  /// The range of its values, to which the robot tasks clip them.
  public let range: ClosedRange<Float>
  public let subject: Subject

  public init(
    _ name: String, _ unit: String, _ range: ClosedRange<Float>, _ subject: Subject = .other
  ) {
    self.name = name
    self.unit = unit
    self.range = range
    self.subject = subject
  }
}
