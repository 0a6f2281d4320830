// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaTasks

struct GoalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goals", abstract: "Make success images, for success classifiers.",
    usage: "diorama goals [<id> | --task <task> | --map <map>] --out <out> [<options>]",
    discussion: """
      Every image shows a state at rest whose success the simulator has measured. The \
      folder also gets a manifest.json with the states, the metrics and the renderer. Negatives are \
      near misses, mishaps and failures elsewhere, in turn.
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

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(0, count, "--count")
    try requireName(out, "--out")
    try requireAtLeast(0, negatives, "--negatives")
    try requireAtLeast(1, count + negatives, "--count and --negatives together")
  }

  func run() throws {
    let entry = try environment.entry
    let folder = try NewFolder(out)  // before the work, so that a bad path is told at once
    let view = View(camera: camera, width: size.width, height: size.height, quality: quality)
    var progress = ProgressLine("images", total: count + negatives)
    let interruption = Interruption()
    let start = ContinuousClock.now
    let set = try SuccessSet(
      entry, count: count, negatives: negatives, view: view, seed: seed,
      randomized: randomization.properties
    ) {
      progress.update($0)
      try interruption.check()
    }
    progress.finish()
    try set.write(to: folder)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if json {
      try Console.printJSON(
        Document(
          environment: entry.id.description, count: count, negatives: negatives, seed: seed,
          out: out, files: set.fileNames, renderer: set.renderer, seconds: seconds))
    } else {
      Console.note("wrote \(count + negatives) images and manifest.json to \(out)")
    }
  }

  private struct Document: Encodable {
    let environment: String
    let count: Int
    let negatives: Int
    let seed: UInt64
    let out: String
    let files: [String]
    let renderer: String
    let seconds: Double
  }
}
