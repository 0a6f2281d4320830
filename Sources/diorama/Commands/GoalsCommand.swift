// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaFiles
import DioramaMath
import DioramaTasks

struct GoalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goals", abstract: "Make success images, for success classifiers.",
    usage: "diorama goals [<id> | --task <task> | --map <map>] --out <out> [<options>]",
    discussion: """
      Every image shows a state at rest whose success the simulator has measured. The \
      folder also gets a manifest.json with the states, the metrics and the renderer. Of three \
      negatives two are near misses: each bound of success in turn is missed by about a tenth, by a \
      half and by twice its size, while the others are missed less. The third is a mishap or a \
      failure elsewhere, in turn. What cannot be reached at rest is told and left out.
      """)

  @OptionGroup var environment: EnvironmentArgument

  @Option(help: "The number of success images.")
  var count = 20

  @Option(help: "The number of failure images.")
  var negatives = 0

  @Option(help: "The seed of the set. (default: 0)", transform: Whole.read)
  var seed: UInt64 = 0

  @Option(help: "The folder to write them to; it must be new or empty.")
  var out: String

  @Option(help: "The size in pixels, from 16x16 to 2048x2048.")
  var size = PictureSize(width: 48, height: 48)

  @Option(help: "The camera; the scene's first by default.")
  var camera: String?

  @Option(help: "The quality of the images.")
  var quality = RenderQuality.standard

  @OptionGroup var randomization: RandomizationOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      """
      Export them as well, to a folder of this name in --out: a data set of Minari or LeRobot, or a \
      folder of images for each class with metadata.jsonl.
      """, valueName: "format"))
  var `as`: ExportFormat?

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(0, count, "--count")
    try requireName(out, "--out")
    try requireAtLeast(0, negatives, "--negatives")
    try requireAtLeast(1, count + negatives, "--count and --negatives together")
    if let format = `as`, format != .images, environment.map != nil {
      throw ValidationError(
        "--as \(format.rawValue) is for an environment's id or --task; "
          + "a map is exported with --as images")
    }
  }

  func run() throws {
    let entry = try environment.entry
    let folder = try NewFolder(out)  // before the work, so that a bad path is told at once
    let view = View(camera: camera, width: size.width, height: size.height, quality: quality)
    var progress = ProgressLine("images", total: count + negatives)
    let interruption = Interruption()
    let start = ContinuousClock.now
    let set = try SuccessSet(
      entry, count: count, negatives: negatives, .graded, view: view, seed: seed,
      randomized: randomization.properties
    ) {
      progress.update($0)
      try interruption.check()
    }
    progress.finish()
    try set.write(
      to: folder, task: environment.task.map { RelativePath.relative($0, to: out) })
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try Console.printJSON(
        Document(
          environment: entry.id.description, count: count, negatives: negatives, seed: seed,
          out: out, files: set.fileNames, unreached: set.unreached,
          renderer: set.renderer, seconds: seconds))
    } else {
      Console.note("wrote \(count + negatives) images and manifest.json to \(out)")
    }
    if !set.unreached.isEmpty {
      Console.note(
        "nothing came to rest with \(set.unreached.map(\.description).joined(separator: ", "))")
    }
    try export(set)
  }

  private func export(_ set: SuccessSet) throws {
    guard let format = `as` else { return }
    let target = out + "/" + format.rawValue
    guard format == .images else { return try format.writeWithPython(out, to: target) }
    try set.writeImages(to: NewFolder(target))
    Console.note("wrote \(set.examples.count) images and metadata.jsonl to \(target)")
  }

  private struct Document: Encodable {
    let environment: String
    let count: Int
    let negatives: Int
    let seed: UInt64
    let out: String
    let files: [String]
    let unreached: [GradedMiss]
    let renderer: String
    let seconds: Double
  }
}
