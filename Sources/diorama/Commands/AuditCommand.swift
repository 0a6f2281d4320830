// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import DioramaAudits
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Find out whether a learned reward is to be trusted.",
    usage:
      "diorama audit [<classifier> | --program <command>] [--task <task>] --out <out> [<options>]",
    discussion: """
      A success classifier scores images whose success the simulator has measured: successes, near \
      misses, other failures. Then actions are searched for whose images score highly although the \
      task has failed. The folder gets report.html, audit.json, an image of each exploit, and \
      label-next/, the images to be labelled next.

      A program reads paths of PNG files from standard input, one a line, and writes one number for \
      each to standard output, in the same order.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      The classifier: the folder of a run that learned a reward, a checkpoint or another .safetensors \
      file, or an .onnx model.
      """, valueName: "classifier"))
  var classifier: String?

  @Option(
    help: ArgumentHelp(
      "A program that scores images instead, as a shell's command.", valueName: "command"))
  var program: String?

  @Option(
    help: "The task: an id such as Pushing-v1, or a JSON file of your own; a run's by default.")
  var task: String?

  @Option(help: "The folder to write to; it must be new or empty.")
  var out: String

  @Option(help: "The number of images of success, and of failure.")
  var count = 500

  @Option(help: "The number of searches for exploits.")
  var searches = 24

  @Option(
    help: ArgumentHelp(
      """
      Two numbers of the state that the map is over, such as 'mug x,mug y'; those along which f varies \
      most by default.
      """, valueName: "names"))
  var map: String?

  @Option(help: "A run that learned by this reward: which of its policy's exploits were found?")
  var against: String?

  @Option(help: "The number of episodes of that policy. (default: 20)")
  var episodes: Int?

  @Option(help: "The seed of the audit. (default: 0)", transform: Whole.read)
  var seed: UInt64 = 0

  @Option(
    help:
      "The number of threads; the result does not depend on it. (default: as many as are free, 2 at most)"
  )
  var threads: Int?

  @OptionGroup(title: "What the classifier sees; a run says it itself") var images: SeenImages

  @OptionGroup(title: "Programs and models") var programs: ProgramOptions

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (classifier == nil) != (program == nil) else {
      throw ValidationError(
        classifier == nil
          ? "name a classifier: the folder of a run, a .safetensors or .onnx file, or a program with --program"
          : "a classifier and --program are given; keep one")
    }
    try requireName(out, "--out")
    try requireAtLeast(1, count, "--count")
    try requireAtLeast(0, searches, "--searches")
    try requireAtLeast(1, episodes ?? 1, "--episodes")
    guard episodes == nil || against != nil else {
      throw ValidationError("--episodes are those of a policy; add --against")
    }
    try requireAtLeast(1, threads ?? 1, "--threads")
    guard threads ?? 1 <= 1_024 else {
      throw ValidationError("--threads must be at most 1024; it is \(threads ?? 1)")
    }
    guard programs.isGiven else { return }
    guard program != nil || classifier?.hasSuffix(".onnx") == true else {
      throw ValidationError("--output and --patience go with programs and .onnx models; drop them")
    }
  }

  func run() throws {
    let subject = try AuditSubject(self)
    let folder = try NewFolder(out)  // before the work, so that a bad path is told at once
    var settings = AuditSettings(view: subject.view, randomized: subject.randomized)
    (settings.count, settings.searches, settings.seed) = (count, searches, seed)
    settings.map =
      map.map { names in
        names.split(separator: ",", omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
      } ?? []
    settings.threads = subject.threads
    let interruption = Interruption()
    (subject.scorer as? ProgramScorer)?.whileWaiting = { try interruption.check() }
    let policy = try against.map { path in
      let saved = try SavedPolicy(run: path)
      try saved.check(learnedIn: subject.entry.id.description)
      return (run: saved, folder: path)
    }
    let audit = try Audit(subject.entry, subject.scorer, settings)
    let played = policy == nil ? 0 : (episodes ?? 20)
    var progress = ProgressLine("audit", total: audit.pieces + played)
    var result = try audit.run {
      progress.update($0)
      try interruption.check()
    }
    if let policy {
      result.comparison = try PolicyComparison(
        policy.run, folder: policy.folder, subject.entry, episodes: played, subject.scorer, result
      ) {
        progress.update(audit.pieces + $0)
        try interruption.check()
      }
    }
    progress.finish()
    try result.write(to: folder)
    if json {
      try Console.write(String(decoding: result.json(), as: UTF8.self))
    } else {
      try Console.write(result.summary)
      Console.note("wrote report.html and audit.json to \(out)")
    }
  }
}

/// The options for what a classifier sees, where no run says it.
struct SeenImages: ParsableArguments {
  @Option(help: "The size of its images, from 16x16 to 2048x2048. (default: 48x48)")
  var size: PictureSize?

  @Option(help: "Their camera; the scene's first by default.")
  var camera: String?

  @Option(help: "Their quality. (default: default)")
  var quality: RenderQuality?

  @OptionGroup var randomization: RandomizationOptions

  /// Whether something of the view is given.
  var isViewGiven: Bool { size != nil || camera != nil || quality != nil }
}

/// The options for classifiers that are programs, or are run by one.
struct ProgramOptions: ParsableArguments {
  @Option(
    help: """
      What their numbers are, logit or probability; by default probabilities, if the first are all from \
      0 to 1.
      """)
  var output: ScoreKind?

  @Option(help: "The seconds of silence after which a program is given up. (default: 60)")
  var patience: Double?

  var isGiven: Bool { output != nil || patience != nil }

  func validate() throws {
    guard let patience else { return }
    guard patience >= 0.1, patience <= 1e6 else {
      throw ValidationError("--patience must be in 0.1...1000000 seconds; it is \(patience)")
    }
  }
}

extension ScoreKind: ExpressibleByArgument {}

/// What is audited: the classifier, its task, and what it sees.
private struct AuditSubject {
  let entry: Catalog.Entry
  let scorer: any ImageScorer
  let view: View
  let randomized: Set<RandomizedProperty>
  let threads: Int

  init(_ command: AuditCommand) throws {
    threads = command.threads ?? Processors.free(atMost: 2)
    let images = command.images
    var view = View(
      camera: images.camera, width: images.size?.width ?? 48, height: images.size?.height ?? 48,
      quality: images.quality ?? .standard)
    if let path = command.classifier, Disk.isFolder(path) || !Self.isFile(path) {
      let saved = try SavedPolicy(run: path)
      guard !images.isViewGiven else {
        throw ValidationError(
          "'\(path)' is a run, which says itself what it sees; drop --size, --camera and --quality")
      }
      let options = try saved.configuration.options
      entry = try command.task.map(Self.entry) ?? saved.configuration.environmentEntry
      try saved.check(learnedIn: entry.id.description)
      scorer = try NetworkScorer(rewardOf: saved, name: path, threads: threads)
      self.view = options.view
      let given = images.randomization
      randomized = given.randomize.isEmpty ? options.randomized : given.properties
      return
    }
    guard let task = command.task else {
      throw ValidationError(
        "name the task that the classifier is for with --task, such as --task Pushing-v1")
    }
    entry = try Self.entry(task)
    randomized = images.randomization.properties
    if let program = command.program {
      scorer = try Self.patient(
        ProgramScorer(command: program, kind: command.programs.output), command)
    } else if let path = command.classifier, path.hasSuffix(".onnx") {
      let model = try ModelFile(path)
      if let size = model.size {
        if let given = images.size, (given.width, given.height) != size {
          throw ValidationError(
            "'\(path)' takes images of \(size.width)x\(size.height) pixels, not \(given); drop --size"
          )
        }
        (view.width, view.height) = size
      }
      scorer = try Self.patient(model.scorer(kind: command.programs.output), command)
    } else {
      scorer = try NetworkScorer(
        file: command.classifier ?? "", width: view.width, height: view.height, threads: threads)
    }
    self.view = view
  }

  private static func isFile(_ path: String) -> Bool {
    path.hasSuffix(".safetensors") || path.hasSuffix(".onnx")
  }

  private static func patient(_ scorer: ProgramScorer, _ command: AuditCommand) -> ProgramScorer {
    if let patience = command.programs.patience { scorer.patience = patience }
    return scorer
  }

  /// Returns the task that is named: an id, or a file of the user's own.
  private static func entry(_ task: String) throws -> Catalog.Entry {
    guard task.hasSuffix(".json") else { return try EnvironmentSuite.catalog.entry(task) }
    return try EnvironmentArgument.taskFile(at: task).entry.withPlannedExpert
  }
}
