// SPDX-License-Identifier: Apache-2.0

/// An error of a recording or its folder.
public enum RecordingError: Error, Hashable, Sendable {
  /// A folder that does not hold a recording.
  case noRecording(String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// A manifest of another version of the format.
  case otherFormat(path: String, found: Int, madeBy: String)
  case badManifest(path: String, reason: String)
  /// A line that is not an episode.
  case badLine(path: String, line: Int, reason: String)
  /// A task file that was edited after the recording began.
  case otherTask(String, recorded: String, found: String)
  /// A recording with other settings than it is to be continued with.
  case otherSettings(folder: String, key: String, found: String, wanted: String)
  /// A recording whose episodes cannot stand beside those of another.
  case cannotBeMixed(folder: String, key: String, found: String, wanted: String)
  /// A recording that another process works on.
  case isLocked(String)
  /// A recording without an episode.
  case isEmpty(String)
  /// An episode that has no step and is to be saved.
  case noSteps
  /// An episode that came out otherwise, at `step`; 0 is its start.
  case differs(folder: String, episode: Int, seed: UInt64, step: Int, what: String)
}

extension RecordingError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noRecording(let folder):
      "'\(folder)' is not a recording; 'diorama record ID --policy expert --out DATA' makes one"
    case .unreadable(let path, let reason):
      "cannot read '\(path)': \(reason)"
    case .unwritable(let path, let reason):
      "cannot write '\(path)': \(reason)"
    case .otherFormat(let path, let found, let version):
      "'\(path)' has format \(found), and this program reads \(RecordingManifest.currentFormat); "
        + "use Diorama \(version), which made it"
    case .badManifest(let path, let reason):
      "'\(path)' is not the manifest of a recording: \(reason)"
    case .badLine(let path, let line, let reason):
      "'\(path)', line \(line), is not an episode: \(reason); put it back as it was, or remove it"
    case .otherTask(let path, let recorded, let found):
      "the task '\(path)' or its scene was edited: its checksum is \(found), and the recording is of "
        + "\(recorded); put it back, or record anew"
    case .otherSettings(let folder, let key, let found, let wanted):
      "the \(key) of '\(folder)' is \(found), not \(wanted); name a new folder, or go on as it began"
    case .cannotBeMixed(let folder, let key, let found, let wanted):
      "the \(key) of '\(folder)' is \(found), and the first recording's is \(wanted); mix recordings of one kind"
    case .isLocked(let folder):
      "another process records to '\(folder)'; wait for it or stop it"
    case .isEmpty(let folder):
      "'\(folder)' holds no episode yet; record one with 'diorama record … --out \(folder)'"
    case .noSteps:
      "the episode has no step yet; act before it is saved"
    case .differs(let folder, let episode, let seed, let step, let what):
      "'\(folder)', episode \(episode) (seed \(seed)), "
        + (step == 0 ? "differs at its start" : "differs first at step \(step)") + ": \(what)"
    }
  }
}
