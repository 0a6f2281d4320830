// SPDX-License-Identifier: Apache-2.0

/// An error in a task file, with its place.
public struct TaskFileError: Error, Hashable, Sendable {
  /// The file's path.
  public let file: String
  /// The line; nil where the file cannot be read.
  public let line: Int?
  /// What is wrong, the value, the bound and what to do.
  public let fault: String
}

extension TaskFileError: CustomStringConvertible {
  /// One line: the file, the line and the fault.
  public var description: String { "\(file):\(line.map { "\($0):" } ?? "") \(fault)" }
}
