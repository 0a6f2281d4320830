// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// A location: a line of a file.
public struct SceneLocation: Hashable, Sendable, CustomStringConvertible {
  /// The file's path as it was given, or the scene's name if there is no file.
  public var file: String
  /// The line, counted from 1.
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  public var description: String { "\(file):\(line)" }
}
