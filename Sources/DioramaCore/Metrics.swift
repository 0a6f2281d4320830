// SPDX-License-Identifier: Apache-2.0

/// Named numbers measured at one moment.
public struct Metrics: Hashable, Sendable {
  /// What is measured, `success` first.
  public let names: [String]
  /// The numbers, in the order of the names.
  public let values: [Double]

  /// Makes metrics of names and as many values.
  public init(names: [String], values: [Double]) {
    precondition(names.count == values.count, "\(names.count) names, \(values.count) values")
    self.names = names
    self.values = values
  }

  /// The number called `name`, or nil.
  public subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { values[$0] }
  }

  /// Whether the task is solved at this moment.
  public var isSuccess: Bool { self["success"] == 1 }
}
