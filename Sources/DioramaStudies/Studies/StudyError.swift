// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners
import DioramaMath

/// An error of a study or its folder.
public enum StudyError: Error, Hashable, Sendable {
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// A run whose process could not be started.
  case notStarted(log: String, reason: String)
  /// A file that does not hold a JSON object.
  case noObject(path: String, reason: String)
  /// A folder that does not hold a study.
  case noStudy(String)
  case noRows(path: String)
  /// A value that is wrong.
  case value(in: String, SettingsError)
  /// A key that the learner does not use.
  case needlessKey(String, in: String, learner: String)
  case missingKey(String, in: String, example: String)
  case unknownLearner(String, in: String, known: [String])
  /// A row whose task or configuration is wrong, for the reason that they give.
  case row(String, reason: String)
  /// A solver of gridworlds in another kind of task.
  case noGrid(learner: String, task: String, in: String)
  /// A name that is to be run, and no row has it.
  case noRow(named: String, known: [String])
  case noSeeds(in: String)
  case repeatedRun(name: String, task: String, seed: UInt64, rows: [String])
  case sameFolder(String, rows: [String])
  /// One folder for the runs of several tasks.
  case sharedFolder(String, in: String)
  case noFFmpeg
  /// A folder with results of another configuration.
  case otherRun(folder: String, run: String, was: String, wanted: String)
  case otherStudy(folder: String, holds: String)
  /// A folder that holds files of something else.
  case strangeFolder(String)
  case isLocked(String)
  /// A study that is given twice for a comparison.
  case repeatedStudy(String)
}

extension StudyError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .unwritable(let path, let reason): "cannot write '\(path)': \(reason)"
    case .notStarted(let log, let reason): "a run cannot be started ('\(log).err'): \(reason)"
    case .noObject(let path, let reason): "'\(path)' is not a JSON object: \(reason)"
    case .noStudy(let folder):
      "'\(folder)' is not a folder of a study; 'diorama study FILE --out FOLDER' makes one"
    case .noRows(let path):
      "'\(path)' has no rows; write {\"rows\": [{\"learner\": \"random\", \"tasks\": \"Pushing-v1\"}]}"
    case .value(let place, let error): "\(place): \(error)"
    case .needlessKey(let key, let place, let learner):
      "\(place): \(learner) has no use for \(key); leave it out"
    case .missingKey(let key, let place, let example):
      "\(place): \(key) is missing; give something like \(example)"
    case .unknownLearner(let name, let place, let known):
      "\(place): no learner is called '\(name)'\(name.hint(among: known))"
    case .row(let place, let reason): "\(place): \(reason)"
    case .noGrid(let learner, let task, let place):
      "\(place): \(learner) solves gridworlds, and \(task) is not one; use FrozenLake-v1 or similar"
    case .noRow(let name, let known):
      "no row or learner is called '\(name)'\(name.hint(among: known))"
    case .noSeeds(let place):
      "\(place): there is no seed; give how many (3), or a list ([1, 2, 3])"
    case .repeatedRun(let name, let task, let seed, let rows):
      "'\(name)' in \(task) with seed \(seed) is there twice, \(Self.list(rows)); "
        + "give one of them another name, or take it out"
    case .sameFolder(let folder, let rows):
      "two runs go to the folder '\(folder)', \(Self.list(rows)); give one of them another name"
    case .sharedFolder(let folder, let place):
      "\(place): the folder '\(folder)' is for the runs of one task; give each task a row of its own"
    case .noFFmpeg:
      "the program 'ffmpeg' was not found; videos need it; install it (apt install ffmpeg), "
        + "or make none with --no-films"
    case .otherRun(let folder, let run, let was, let wanted):
      "'\(folder)' has a run '\(run)' of another study: it was '\(was)', now it is '\(wanted)'; "
        + "name another folder"
    case .otherStudy(let folder, let holds):
      "'\(folder)' has the results of another study, '\(holds)'; name another folder"
    case .strangeFolder(let folder):
      "'\(folder)' is not empty and not a folder of this study; name another one"
    case .isLocked(let folder):
      "another process is using '\(folder)'; wait for it or stop it"
    case .repeatedStudy(let folder):
      "the study in '\(folder)' is given twice; leave one out"
    }
  }

  private static func list(_ rows: [String]) -> String {
    Set(rows).count == 1 ? "in \(rows[0])" : "in " + rows.joined(separator: " and ")
  }
}
