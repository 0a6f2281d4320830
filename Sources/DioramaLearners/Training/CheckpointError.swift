// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

/// What is wrong with what an agent was saved in.
public enum CheckpointError: Error, Equatable, Sendable {
  /// The file of arrays is not what it should be.
  case file(path: String, SafeTensorsError)
  /// It is of something else.
  case foreign(path: String, what: String, found: String, expected: String)
  /// A number that cannot be.
  case damaged(path: String, what: String)
  /// The observations could not be read or written.
  case log(path: String, reason: String)
  /// The file of observations is shorter than the checkpoint says.
  case logTooShort(path: String, bytes: Int, needed: Int)
  /// The file of observations is not the one that the checkpoint was saved with.
  case foreignLog(path: String)
}

extension CheckpointError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .file(let path, .unwritable(let reason)):
      "'\(path)' cannot be written: \(reason); the checkpoint before is as it was: "
        + "make room, then go on with --resume"
    case .file(let path, let error):
      "'\(path)': \(error)"
    case .foreign(let path, let what, let found, let expected):
      "'\(path)': the checkpoint's \(what) is '\(found)', not '\(expected)'; "
        + "use the checkpoint of this run"
    case .damaged(let path, let what):
      "'\(path)': \(what) cannot be; the file is damaged"
    case .log(let path, let reason):
      "'\(path)': \(reason); the checkpoint before is as it was: make room, then go on with --resume"
    case .logTooShort(let path, let bytes, let needed):
      "'\(path)' has \(bytes) bytes where the checkpoint needs \(needed); it is cut short"
    case .foreignLog(let path):
      "'\(path)' is not the file that the checkpoint was saved with; put the run's own one there"
    }
  }
}
