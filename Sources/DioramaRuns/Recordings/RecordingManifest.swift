// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaTasks
import Foundation

/// What a recording is of, and how it was made: its `recording.json`.
public struct RecordingManifest: Hashable, Sendable, Codable {
  /// The version of the format.
  public static let currentFormat = 1

  public var format = Self.currentFormat

  /// The version of the program that made it, and the commit of its sources, if known.
  public var version = ""
  public var commit: String?

  /// The environment, such as `Pushing-v1`.
  public var environment: String

  /// The path of the user's own task file from the recording's folder, and the checksum of it and its scene;
  /// nil for a shipped environment.
  public var task: String?
  public var taskChecksum: String?

  /// Who acted: `expert`, `random`, `zero`, `page`, or the folder of a run.
  public var policy: String

  /// The seed of the first episode; the others follow it one by one.
  public var seed: UInt64

  /// The name of the reward, a ``RewardKind``.
  public var reward: String

  /// The number of steps until an episode is truncated; nil for the task's own.
  public var horizon: Int?

  /// The properties that are randomised in each episode, each a ``RandomizedProperty``, sorted.
  public var randomize: [String]

  /// What exports show: an ``ObservationKind``, the camera (nil for the scene's first), the size [px] and the
  /// quality of images.
  ///
  /// The recording itself holds no image: they are drawn again where they are wanted.
  public var observation: String
  public var camera: String?
  public var width: Int
  public var height: Int
  public var quality: String

  /// Makes the manifest of a new recording.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - options: Its options; what is observed is what exports show.
  ///   - policy: Who acts.
  ///   - seed: The seed of the first episode.
  ///   - task: The path of the user's own task file; nil for a shipped environment.
  ///   - folder: The folder of the recording, which `task` is relative to.
  public init(
    _ entry: Catalog.Entry, _ options: EnvironmentOptions, policy: String, seed: UInt64,
    task: String? = nil, in folder: String
  ) {
    environment = entry.id.description
    self.task = task.map { RelativePath.relative($0, to: folder) }
    taskChecksum = entry.sourceChecksum
    self.policy = policy
    self.seed = seed
    reward = options.reward.rawValue
    horizon = options.horizon
    randomize = options.randomized.map(\.rawValue).sorted()
    observation = options.observation.rawValue
    camera = options.view.camera
    (width, height) = (options.view.width, options.view.height)
    quality = options.view.quality.rawValue
  }

  /// Records the `version` of the program, and the commit of its sources if `git` knows it.
  public mutating func recordVersion(_ version: String) {
    self.version = version
    commit = RunConfiguration.sourceCommit()
  }

  /// The options of the environment, as exports show it.
  public var options: EnvironmentOptions {
    get throws {
      EnvironmentOptions(
        observation: try RunConfiguration.choice("observation", observation),
        view: View(
          camera: camera, width: width, height: height,
          quality: try RunConfiguration.choice("quality", quality)),
        reward: try RunConfiguration.choice("reward", reward), horizon: horizon,
        randomized: Set(
          try randomize.map { (word) throws in try RunConfiguration.choice("randomize", word) }))
    }
  }

  /// Returns the entry of the environment: of the catalogue, or of the user's own task file.
  ///
  /// - Parameter folder: The folder of the recording.
  /// - Returns: The entry, with a planner as expert where there is no script.
  /// - Throws: An error of the catalogue or of the file, or ``RecordingError/otherTask(_:)`` when the file
  ///   or its scene is not as it was.
  public func entry(in folder: String) throws -> Catalog.Entry {
    guard let task else { return try EnvironmentSuite.catalog.entry(environment) }
    let path = RelativePath.whole(task, in: folder)
    let entry = try TaskFile(contentsOf: path).entry.withPlannedExpert
    guard taskChecksum == entry.sourceChecksum else {
      throw RecordingError.otherTask(
        path, recorded: taskChecksum ?? "none", found: entry.sourceChecksum ?? "none")
    }
    return entry
  }

  /// Checks that episodes of `other` may follow those of this one.
  ///
  /// - Throws: ``RecordingError/otherSettings(folder:key:found:wanted:)`` that names the first difference.
  func check(continues other: Self, in folder: String) throws(RecordingError) {
    var (mine, others) = (self, other)
    // another program goes on with the same bits, or replaying tells
    (mine.version, mine.commit) = (others.version, others.commit)
    guard mine != others, case .object(let wanted) = JSONValue(mine),
      case .object(let found) = JSONValue(others)
    else { return }
    others = mine
    for key in Set(wanted.keys).union(found.keys).sorted() where wanted[key] != found[key] {
      throw .otherSettings(
        folder: folder, key: key, found: found[key]?.text ?? "unset",
        wanted: wanted[key]?.text ?? "unset")
    }
  }
}
