// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaDriving
import DioramaFiles
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record episodes that replay bit for bit, and export them as data sets.",
    usage: """
      diorama record [<id> | --task <task>] --policy <policy> --out <data> [<options>]
      diorama record --replay <data>
      diorama record --mix <data> <data> … --out <data>
      diorama record --export <data> --as <format> [--out <folder>]
      """,
    discussion: """
      Seeds and actions are kept, no images: --replay simulates them again and checks every bit, an \
      export draws what it shows, and 'diorama train bc --dataset DATA' learns from them. The same \
      command goes on with a recording that was interrupted, or makes more episodes.
      """)

  @Argument(help: "The environment, such as 'Pushing-v1'; see 'diorama list'.")
  var id: String?

  @Option(help: "A task of your own instead: a JSON file, as scenes/README.md describes.")
  var task: String?

  @Option(help: "Who acts: expert, random, zero, page (you, in a browser), or a run's folder.")
  var policy: String?

  @Option(help: "The number of episodes in all. (default: 1, or as many as you like on the page)")
  var episodes: Int?

  @Option(
    help: "The seed of the first episode; the next ones follow. (default: 0)",
    transform: Whole.read)
  var seed: UInt64?

  @Option(help: "The reward that is recorded. (default: dense)")
  var reward: RewardKind?

  @Option(help: "Steps until an episode is truncated; the task's own number by default.")
  var horizon: Int?

  @Option(help: "The folder of the recording; of an export, the folder to make.")
  var out: String?

  @OptionGroup var randomization: RandomizationOptions

  @Option(help: "The port of the page, from 1 to 65535. (default: a free one)")
  var port: Int?

  @Option(help: ArgumentHelp("A recording to simulate again and check.", valueName: "data"))
  var replay: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Recordings of a task whose episodes are put into one, such as good and bad.",
      valueName: "data"))
  var mix: [String] = []

  @Option(help: ArgumentHelp("A recording to export with --as.", valueName: "data"))
  var export: String?

  @OptionGroup(title: "Exports") var exports: ExportOptions

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireName(out, "--out")
    if let episodes { try requireAtLeast(1, episodes, "--episodes") }
    let given = [
      id == nil ? nil : "an environment", task == nil ? nil : "--task",
      replay == nil ? nil : "--replay", mix.isEmpty ? nil : "--mix",
      export == nil ? nil : "--export",
    ].compactMap(\.self)
    guard given.count == 1 else {
      throw ValidationError(
        given.isEmpty
          ? "name an environment or a task file to record, or a recording with --replay, --mix or --export"
          : "\(given.joined(separator: " and ")) are given; keep one")
    }
    if replay != nil || export != nil || !mix.isEmpty { return try validateOther() }
    guard let out, !out.isEmpty else {
      throw ValidationError("name the folder of the recording with --out")
    }
    guard let policy else {
      throw ValidationError(
        "say who acts with --policy: \(Self.policyNames), or the folder of a run")
    }
    try exports.validate(in: out)
    guard let port else { return }
    guard policy == Self.page else {
      throw ValidationError("--port is the page's; it goes with --policy page")
    }
    try requirePort(port)
  }

  /// Checks the options of what is recorded already.
  private func validateOther() throws {
    let option = replay != nil ? "--replay" : mix.isEmpty ? "--export" : "--mix"
    let exportsNothing = option != "--export"
    let unused: [(String, Bool)] = [
      ("--policy", policy != nil), ("--episodes", episodes != nil), ("--seed", seed != nil),
      ("--reward", reward != nil), ("--horizon", horizon != nil), ("--port", port != nil),
      ("--randomize", !randomization.randomize.isEmpty),
      ("--as", exportsNothing && exports.as != nil),
      ("--size", exportsNothing && exports.size != nil),
      ("--camera", exportsNothing && exports.camera != nil),
      ("--quality", exportsNothing && exports.quality != nil),
      ("--observation", exportsNothing && exports.observation != nil),
      ("--out", replay != nil && out != nil),
    ]
    if let name = unused.first(where: \.1)?.0 {
      throw ValidationError("\(name) is nothing for \(option); leave it out")
    }
    guard mix.isEmpty || out?.isEmpty == false else {
      throw ValidationError("name the folder of the mixed recording with --out")
    }
    guard exportsNothing || exports.as != nil else {
      throw ValidationError("say how to export with --as: \(ExportFormat.names)")
    }
  }

  private static let page = "page"
  private static let policies = PolicyKind.allCases.map(\.rawValue) + [page]
  private static let policyNames = policies.joined(separator: ", ")

  func run() throws {
    if let replay { return try check(replay) }
    if let export { return try exports.write(Recording(export), to: out) }
    guard let out else { return }
    if !mix.isEmpty { return try RecordingReport(Recording.mix(mix, into: out)).print(json: json) }
    guard let policy else { return }
    let entry = try environment
    guard Self.policies.contains(policy) || Disk.exists(policy) else {
      throw ValidationError(
        "'\(policy)' is neither \(Self.policyNames) nor the folder of a run"
          + policy.didYouMean(Self.policies))
    }
    let learned = try Self.policies.contains(policy) ? nil : SavedPolicy(run: policy)
    try learned?.check(learnedIn: entry.id.description)
    var options = try learned?.configuration.options ?? EnvironmentOptions()
    options.observation = exports.observation ?? .both
    options.view = exports.view(over: options.view)
    options.reward = reward ?? options.reward
    options.horizon = horizon ?? options.horizon
    if !randomization.randomize.isEmpty { options.randomized = randomization.properties }
    var manifest = RecordingManifest(
      entry, options, policy: policy, seed: seed ?? 0, task: task, in: out)
    manifest.recordVersion(Version.current)
    if policy == Self.page {
      try drive(entry, manifest, to: out)
    } else {
      try record(entry, manifest, learned, to: out)
    }
    if exports.as != nil { try exports.write(Recording(out), to: nil) }
  }

  private var environment: Catalog.Entry {
    get throws {
      if let task { return try EnvironmentArgument.taskFile(at: task).entry.withPlannedExpert }
      return try EnvironmentSuite.catalog.entry(id ?? "")
    }
  }

  private func record(
    _ entry: Catalog.Entry, _ manifest: RecordingManifest, _ learned: SavedPolicy?,
    to folder: String
  ) throws {
    let recorder = try Recorder(
      to: folder, manifest, entry,
      policy: PolicyKind(rawValue: manifest.policy)?.make() ?? ZeroPolicy(), learned: learned)
    let total = episodes ?? 1
    let before = recorder.count
    var progress = ProgressLine("episodes", total: total, done: before)
    let interruption = Interruption()
    do {
      try recorder.run(upTo: total) {
        progress.update($0)
        try interruption.check()
      }
    } catch let error as ExitCode {
      progress.finish()
      Console.note(
        "kept \(recorder.count) of \(total) episodes in \(folder); the same command goes on")
      throw error
    }
    progress.finish()
    try RecordingReport(Recording(folder)).print(json: json)
    Console.note("recorded \(recorder.count - before) episodes to \(folder)")
  }

  /// Serves the page on which a person drives.
  private func drive(
    _ entry: Catalog.Entry, _ manifest: RecordingManifest, to folder: String
  ) throws {
    let interruption = Interruption()
    let size = DrivePage.defaultView
    let page = try DrivePage(
      to: folder, manifest, entry, episodes: episodes,
      view: View(camera: exports.camera, width: size.width, height: size.height),
      port: port.map { UInt16($0) }
    ) { Console.note("diorama: \($0)") }
    let before = page.count
    Console.note("open this page in a browser on this machine; Ctrl-C ends it")
    // with --json, standard output holds the report and nothing else
    if json { Console.note(page.address) } else { try Console.write(page.address + "\n") }
    page.run { interruption.isRequested }
    try RecordingReport(Recording(folder)).print(json: json)
    Console.note("recorded \(page.count - before) episodes to \(folder); there are \(page.count)")
  }

  private func check(_ folder: String) throws {
    let recording = try Recording(folder)
    var progress = ProgressLine("episodes", total: recording.episodes.count)
    let interruption = Interruption()
    let steps = try recording.replay {
      progress.update($0)
      try interruption.check()
    }
    progress.finish()
    try RecordingReport(recording).print(json: json)
    Console.note(
      "all \(recording.episodes.count) episodes, \(steps) steps, came out with the same bits")
  }
}
