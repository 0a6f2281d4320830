// SPDX-License-Identifier: Apache-2.0

public import DioramaFiles
public import DioramaNetworks

/// An error in the files of a checkpoint.
public enum CheckpointError: Error, Equatable, Sendable {
  /// A file of arrays that cannot be read or written as such.
  case file(path: String, SafeTensorsError)
  /// A checkpoint of something else, such as another environment.
  case foreign(path: String, what: String, found: String, expected: String)
  /// A value that is out of range.
  case damaged(path: String, what: String)
  /// A file that an older version of the program wrote.
  case oldVersion(path: String, version: String)
  /// A file that could not be opened or read.
  case unreadable(path: String, SystemError)
  /// A file that could not be written, and whether an earlier checkpoint exists.
  case unwritable(path: String, SystemError, hasEarlier: Bool)
  /// A file of observations that is shorter than the checkpoint says.
  case logTooShort(path: String, bytes: Int, needed: Int)
  /// A file of observations that is not the one that the checkpoint was saved with.
  case foreignLog(path: String)
  /// A damaged observation in that file.
  case damagedLog(path: String, record: Int)
}

extension CheckpointError: CustomStringConvertible {
  /// The message in one line: the error, the value, the bound, and the remedy.
  public var description: String {
    switch self {
    case .file(let path, let error):
      "'\(path)': \(error)"
    case .foreign(let path, let what, let found, let expected):
      "'\(path)': the checkpoint's \(what) is '\(found)', not '\(expected)'; "
        + "use the checkpoint of this run"
    case .damaged(let path, let what):
      "'\(path)': \(what) is out of range; the file is damaged"
    case .oldVersion(let path, let version):
      "'\(path)' has version \(version), which an older diorama wrote and this one cannot "
        + "resume; train anew with --config on the run's config.json, or use the older program"
    case .unreadable(let path, let error):
      "'\(path)' cannot be opened or read: \(error.words); \(error.remedy), then try again"
    case .unwritable(let path, let error, let hasEarlier):
      "'\(path)' cannot be written: \(error.words); "
        + (hasEarlier ? "the previous checkpoint is intact: " : "nothing was saved before: ")
        + "\(error.remedy), then continue with --resume"
    case .logTooShort(let path, let bytes, let needed):
      "'\(path)' has \(bytes) bytes where the checkpoint needs \(needed); it is cut short"
    case .foreignLog(let path):
      "'\(path)' is not the file that the checkpoint was saved with; put the run's own one there"
    case .damagedLog(let path, let record):
      "'\(path)': observation \(record) does not match its checksum; the file is damaged: "
        + "put a copy of it back, or begin again"
    }
  }
}
