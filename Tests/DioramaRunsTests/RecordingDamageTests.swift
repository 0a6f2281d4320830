// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct RecordingDamageTests {
  private static let manifest = """
    {"format": 1, "version": "0.1.0", "environment": "Pendulum-v1", "policy": "zero", "seed": 0,
     "reward": "dense", "randomize": [], "observation": "both", "width": 48, "height": 48,
     "quality": "default"}
    """

  private static let episode =
    #"{"seed": 0, "actions": [[0]], "rewards": [0], "end": "stopped", "success": false, "#
    + #""hashes": ["0", "1"]}"#

  /// Returns what is said of a recording with these files, whose folder is called F.
  private func mistake(
    _ manifest: String = manifest, _ episodes: String = episode + "\n"
  ) throws -> String? {
    let folder = try TemporaryFolder(["recording.json": manifest, "episodes.jsonl": episodes])
    let error = #expect(throws: RecordingError.self) { try Recording(folder.path) }
    return error?.description.replacing(folder.path, with: "F")
  }

  @Test(arguments: [
    (
      "format\": 1", "format\": 7",
      "has format 7, and this program reads 1; use Diorama 0.1.0, which made it"
    ),
    ("{", "", "is not the manifest of a recording: it is no JSON, or a number in it cannot be"),
    ("\"seed\"", "\"sed\"", "is not the manifest of a recording: it has no 'seed'"),
    (
      "\"seed\": 0", "\"seed\": -1",
      "is not the manifest of a recording: it is no JSON, or a number in it cannot be"
    ),
    (
      "\"both\"", "\"pixel\"",
      "is not the manifest of a recording: observation cannot be 'pixel'; use state, pixels, both"
    ),
  ])
  func `a damaged manifest is told`(what: String, instead: String, line: String) throws {
    #expect(
      try mistake(Self.manifest.replacing(what, with: instead)) == "'F/recording.json' " + line)
  }

  @Test(arguments: [
    ("}", "", "it is no JSON, or a number in it cannot be"),
    ("\"rewards\": [0]", "\"rewards\": []", "it has 1 actions and 0 rewards"),
    ("[[0]]", "[]", "it has no step"),
    ("[[0]]", "[[\"a\"]]", "its 'actions[0][0]' has a value that cannot be"),
    (", \"1\"", "", "it has 1 actions and 1 hashes, not one more"),
    ("stopped", "over", "its 'end' has a value that cannot be"),
    ("\"success\"", "\"succes\"", "it has no 'success'"),
  ])
  func `a damaged line is told`(what: String, instead: String, reason: String) throws {
    let line = Self.episode.replacing(what, with: instead)
    #expect(
      try mistake(Self.manifest, Self.episode + "\n" + line + "\n" + Self.episode + "\n")
        == "'F/episodes.jsonl', line 2, is not an episode: \(reason); put it back as it was, or "
        + "remove it")
  }

  @Test func `a recording of another version of an environment is told`() throws {
    let folder = try TemporaryFolder([
      "recording.json": Self.manifest.replacing("Pendulum-v1", with: "Pendulum-v9"),
      "episodes.jsonl": Self.episode + "\n",
    ])
    let error = #expect(throws: CatalogError.self) { try Recording(folder.path).replay() }
    #expect(error?.description == "there is no 'Pendulum-v9'; there is 'Pendulum-v1'")
  }

  @Test func `an unfinished last line does not count`() throws {
    let folder = try TemporaryFolder([
      "recording.json": Self.manifest,
      "episodes.jsonl": Self.episode + "\n" + Self.episode,
    ])
    #expect(try Recording(folder.path).episodes.count == 1)
  }

  @Test func `folders that hold something else are left alone`() throws {
    let folder = try TemporaryFolder(["notes.txt": "mine"])
    let error = #expect(throws: RecordingError.self) { try Recording(folder.path) }
    #expect(
      error?.description == "'\(folder.path)' is not a recording; "
        + "'diorama record ID --policy expert --out DATA' makes one")
    let entry = try EnvironmentSuite.catalog.entry("Pendulum-v1")
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(), policy: "zero", seed: 0, in: folder.path)
    let other = #expect(throws: (any Error).self) {
      try RecordingWriter(folder.path, manifest)
    }
    #expect(
      other.map { "\($0)" }
        == "cannot write '\(folder.path)': the folder is not empty; name a new one")
    #expect(try folder.contents() == ["notes.txt"])
  }

  @Test func `one process at a time records, and an episode without a step is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("données à moi")
    let entry = try EnvironmentSuite.catalog.entry("Pendulum-v1")
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(), policy: "zero", seed: 9, in: path)
    let writer = try RecordingWriter(path, manifest)
    let held = #expect(throws: RecordingError.self) { try RecordingWriter(path, manifest) }
    #expect(held == .isLocked(path))
    let environment = try entry.make()
    let take = try EpisodeTake(in: environment, seed: writer.nextSeed)
    #expect(throws: RecordingError.noSteps) { try writer.add(take.episode) }
    let empty = #expect(throws: RecordingError.self) { try Recording(path).replay() }
    #expect(
      empty?.description == "'\(path)' holds no episode yet; record one with "
        + "'diorama record … --out \(path)'")
    try take.step(.vector([0.5]))
    try writer.add(take.episode)
    #expect(writer.nextSeed == 10)
    #expect(try Recording(path).replay() == 1)
    try writer.removeLast()
    #expect(writer.nextSeed == 9)
    #expect(try Recording(path).episodes.isEmpty)
  }

  @Test func `a task or a scene that was edited is refused`() throws {
    let scenes = repository.appendingPathComponent("scenes")
    let folder = try TemporaryFolder()
    for name in ["drawer.json", "drawer.xml"] {
      try folder.write(
        Data(contentsOf: scenes.appendingPathComponent(name)), to: "l'été à la mer/" + name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("assets"), withDestinationPath: repository.path + "/assets")
    let task = folder.path("l'été à la mer/drawer.json")
    let path = folder.path("données")
    let entry = try TaskFile(contentsOf: task).entry
    let manifest = RecordingManifest(
      entry, EnvironmentOptions(horizon: 3), policy: "random", seed: 0, task: task, in: path)
    try Recorder(to: path, manifest, entry, policy: RandomPolicy()).run(upTo: 1)
    #expect(try Recording(path).manifest.task == "../l'été à la mer/drawer.json")
    #expect(try Recording(path).replay() == 3)
    let scene = "l'été à la mer/drawer.xml"
    try folder.write(folder.text(scene) + "\n", to: scene)
    let error = #expect(throws: RecordingError.self) { try Recording(path).replay() }
    let now = try TaskFile(contentsOf: task).entry.sourceChecksum
    #expect(
      error == .otherTask(task, recorded: entry.sourceChecksum ?? "", found: now ?? ""))
    #expect(
      error?.description.contains("or its scene was edited: its checksum is \(now ?? "")") == true)
  }
}
