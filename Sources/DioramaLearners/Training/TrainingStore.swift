// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
import DioramaFiles
import DioramaMath
package import DioramaNetworks

/// Where an agent is saved, so that it can go on after the process was killed at any moment.
///
/// `checkpoint.safetensors` is replaced at once or not at all; `replay.bin` only grows, and is ahead of
/// the checkpoint at most. Both have checksums: a bit that changed on the disk is told, not taken.
package final class TrainingStore {
  /// The version of the files, and the one that had no checksums yet: it is read, and told from a damaged
  /// file of this one by more than one bit.
  private static let version = "2"
  private static let versionWithoutChecksums = "1"

  /// The folder.
  package let folder: String

  private let log: ReplayLog

  /// Opens `folder`, which exists, for saving `training` and nothing else.
  package init(_ folder: String, for training: any Agent) throws(CheckpointError) {
    self.folder = folder
    log = try ReplayLog(folder + "/replay.bin", for: training.replay)
  }

  private var path: String { Self.path(folder) }

  private static func path(_ folder: String) -> String { folder + "/checkpoint.safetensors" }

  /// Returns whether something was saved in `folder`.
  package static func holdsCheckpoint(_ folder: String) -> Bool {
    Disk.exists(path(folder))
  }

  /// Saves `training`, and `journal` with it, what its run wants to remember.
  ///
  /// - Throws: ``CheckpointError`` or ``TrainingError``; the checkpoint before is as it was then.
  package func save(_ training: any Agent, journal: [UInt64] = []) throws {
    var file = try training.checkpoint()
    file.add("journal", journal)
    file.metadata = training.notes
    let hasEarlier = Self.holdsCheckpoint(folder)
    do throws(SystemError) {
      try log.append(training.replay)
    } catch {
      throw CheckpointError.unwritable(path: log.path, error, hasEarlier: hasEarlier)
    }
    do throws(SafeTensorsError) {
      try file.write(to: path)
    } catch {
      guard case .unwritable(let error) = error else {
        throw CheckpointError.file(path: path, error)
      }
      throw CheckpointError.unwritable(path: path, error, hasEarlier: hasEarlier)
    }
  }

  /// The error of a number in the journal that cannot be.
  package func damaged(_ what: String) -> CheckpointError { .damaged(path: path, what: what) }

  /// Takes `training`, which is new, to where it was saved.
  ///
  /// - Returns: The journal that was saved with it.
  package func load(into training: any Agent) throws -> [UInt64] {
    let file = try Self.read(folder, training.notes)
    do {
      try training.restore(file) { (added, rewards) throws(CheckpointError) in
        try log.read(added, rewards: rewards, capacity: training.replay.capacity)
      }
      return try file.words("journal")
    } catch let error as SafeTensorsError {
      throw CheckpointError.file(path: path, error)
    } catch let error as SimulationError {
      throw CheckpointError.damaged(path: path, what: "the environment's snapshot (\(error))")
    } catch let error as Impossible {
      throw CheckpointError.damaged(path: path, what: error.what)
    }
  }

  /// Returns the policy that was saved in `folder`.
  package static func policy(
    _ folder: String, _ settings: SACSettings, for environment: AnyEnvironment
  ) throws -> SACActor {
    let layout = ObservationLayout(environment, settings)
    // the networks alone: a whole learner would plan its updates too
    var random = RandomStream("weights", seed: 0)  // replaced at once
    let networks = try SACNetworks(
      settings, layout, actions: environment.actionSpace, random: &random)
    try restore(folder, notes(environment, layout, settings.description)) {
      (file) throws(SafeTensorsError) in try file.restore(networks)
    }
    return SACActor(networks, layout, actionRepeat: settings.actionRepeat)
  }

  /// Returns the success classifier that was saved in `folder`.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - settings: Those of the agent that learned by it.
  ///   - layers: The classifier's.
  ///   - environment: Where it learned.
  /// - Returns: The network, pictures to one logit.
  /// - Throws: ``CheckpointError`` where nothing such was saved.
  package static func classifier(
    _ folder: String, _ settings: SACSettings, _ layers: ClassifierNetwork,
    for environment: AnyEnvironment
  ) throws -> Network {
    let layout = ObservationLayout(environment, settings)
    guard let picture = layout.frame else {
      preconditionFailure("a classifier sees pictures")
    }
    var random = RandomStream("weights", seed: 0)  // replaced at once
    let network = try Network(input: .image(picture), layers: layers.layers, random: &random)
    try restore(folder, notes(environment, layout, settings.description)) {
      (file) throws(SafeTensorsError) in try file.restore("classifier", network)
    }
    return network
  }

  /// Returns the model-predictive policy that was saved in `folder`.
  package static func policy(
    _ folder: String, _ settings: ModelSettings, _ planner: PlannerSettings,
    for environment: AnyEnvironment, threads: Int
  ) throws -> PlanningPolicy {
    let layout = ObservationLayout(environment)
    var random = RandomStream("weights", seed: 0)  // replaced at once
    let ensemble = try DynamicsEnsemble(
      settings, stateCount: layout.stateCount, actionCount: environment.actionSpace.count,
      random: &random)
    try restore(
      folder, notes(environment, layout, ModelTraining.notes(settings, planner))
    ) { (file) throws(SafeTensorsError) in try file.restore(ensemble) }
    return try PlanningPolicy(
      EnsembleModel(ensemble, layout, of: environment, settings.propagation, threads: threads),
      planner, for: environment)
  }

  /// Has `take` take what it wants from the checkpoint in `folder`, whose notes must be `notes`.
  private static func restore(
    _ folder: String, _ notes: [String: String],
    _ take: (SafeTensors) throws(SafeTensorsError) -> Void
  ) throws {
    let file = try read(folder, notes)
    do throws(SafeTensorsError) {
      try take(file)
    } catch {
      throw CheckpointError.file(path: path(folder), error)
    }
  }

  /// Reads the checkpoint in `folder`, whose notes must be `notes`.
  private static func read(_ folder: String, _ notes: [String: String]) throws -> SafeTensors {
    let file: SafeTensors
    do throws(SafeTensorsError) {
      file = try SafeTensors(contentsOf: path(folder))
    } catch {
      throw CheckpointError.file(path: path(folder), error)
    }
    let isOld = file.metadata["version"] == versionWithoutChecksums
    guard isOld || file.hasChecksum else {
      throw CheckpointError.file(path: path(folder), .noChecksum)
    }
    // the format first: what else is wrong follows from it
    for name in ["format", "version", "environment", "observation", "settings"]
    where name != "version" || !isOld {
      let (found, expected) = (file.metadata[name] ?? "", notes[name] ?? "")
      guard found == expected else { throw difference(name, found, expected, path(folder)) }
    }
    return file
  }

  /// Names the one setting that differs first, not all of them.
  private static func difference(
    _ name: String, _ found: String, _ expected: String, _ path: String
  ) -> CheckpointError {
    if case .object(let found) = JSONValue(typed: found),
      case .object(let expected) = JSONValue(typed: expected),
      let key = Set(found.keys).union(expected.keys).sorted().first(where: {
        found[$0] != expected[$0]
      })
    {
      return .foreign(
        path: path, what: key, found: found[key]?.text ?? "none",
        expected: expected[key]?.text ?? "none")
    }
    return .foreign(path: path, what: name, found: found, expected: expected)
  }

  /// What must be equal in the checkpoint of an agent that learned there, with these settings.
  static func notes(
    _ environment: AnyEnvironment, _ layout: ObservationLayout, _ settings: String
  ) -> [String: String] {
    let frame = layout.frame.map { " and \(layout.stack) of \($0.width)x\($0.height) pixels" } ?? ""
    return [
      "format": "diorama training", "version": version,
      "environment": environment.id.description,
      "observation": "\(layout.stateCount) numbers\(frame)", "settings": settings,
    ]
  }
}
