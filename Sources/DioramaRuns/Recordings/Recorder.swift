// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath

/// Records the episodes of a policy.
public final class Recorder {
  private let writer: RecordingWriter
  private let environment: AnyEnvironment
  private var policy: any Policy
  /// The kind of observation that the policy sees.
  private let sight: ObservationKind

  /// Makes the folder of a recording, or opens it to continue.
  ///
  /// - Parameters:
  ///   - folder: The path of a new or empty folder, or of a recording that was made with the same settings.
  ///   - manifest: The settings.
  ///   - entry: The environment.
  ///   - policy: Who acts, where it is not the policy of a run.
  ///   - learned: The run whose policy acts; nil where `policy` does.
  /// - Throws: ``RecordingError``, or an error of the environment or the run.
  public init(
    to folder: String, _ manifest: RecordingManifest, _ entry: Catalog.Entry,
    policy: any Policy, learned: SavedPolicy? = nil
  ) throws {
    var options = try manifest.options
    _ = try entry.make(options)  // so that a wrong camera or size is told at once
    options.observation = .state
    self.policy = policy
    sight = try learned?.configuration.options.observation ?? .state
    if let learned {
      // it sees what it was trained with, and states are hashed in any case
      options.view = try learned.configuration.options.view
      options.observation = sight
      self.policy = try learned.policy(for: entry.make(options))
      if sight == .pixels { options.observation = .both }
    }
    environment = try entry.make(options)
    writer = try RecordingWriter(folder, manifest)
  }

  /// The number of episodes so far.
  public var count: Int { writer.episodes.count }

  /// The number of episodes so far that ended in success.
  public var successCount: Int { writer.episodes.count(where: \.success) }

  /// Records until there are `count` episodes.
  ///
  /// - Parameters:
  ///   - count: The number of episodes in all.
  ///   - watch: Is called after each step with the number of finished episodes; an error that it throws ends
  ///     the recording, which keeps the finished episodes.
  /// - Throws: The errors of the environment, of the file and of `watch`.
  public func run(upTo count: Int, watch: (Int) throws -> Void = { _ in }) throws {
    while self.count < count {
      let seed = writer.nextSeed
      policy.begin(seed: seed)
      let take = try EpisodeTake(in: environment, seed: seed)
      while take.ending == nil {
        var seen = take.observation
        if sight == .pixels { seen.state = [] }
        try take.step(policy.action(for: seen, in: environment))
        try watch(self.count)
      }
      try writer.add(take.episode)
    }
  }
}
