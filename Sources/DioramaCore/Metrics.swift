// SPDX-License-Identifier: Apache-2.0

/// Named numbers measured at one moment.
public struct Metrics: Hashable, Sendable {
  /// The names of the metrics, `success` first.
  public let names: [String]
  /// The values, in the order of the names.
  public let values: [Double]

  /// Makes metrics of names and as many values.
  public init(names: [String], values: [Double]) {
    precondition(names.count == values.count, "\(names.count) names, \(values.count) values")
    self.names = names
    self.values = values
  }

  /// Makes metrics of names with their values.
  public init(_ table: [(name: String, value: Double)]) {
    self.init(names: table.map(\.name), values: table.map(\.value))
  }

  /// The number called `name`, or nil.
  public subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// Whether the task is solved at this moment.
  public var isSuccess: Bool { self["success"] == 1 }

  /// Whether somebody who sees an image of this moment would say that the task is solved.
  ///
  /// That is ``isSuccess``, unless the task measures `looks_solved`: an image does not show whether
  /// things in it move.
  public var looksSolved: Bool { self["looks_solved"].map { $0 == 1 } ?? isSuccess }
}
