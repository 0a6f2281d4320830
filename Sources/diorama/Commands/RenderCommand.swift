// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaScene
import DioramaStudies
import DioramaTasks

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Draw one image, or compare it with an earlier one.",
    discussion: """
      The image shows the start of an episode, or the state after --steps. With --scene these are \
      the scene's own time steps, from its initial state or --key; nothing acts but the controls. Depth is \
      16-bit grey in millimetres, 0 where nothing is; segmentation has a colour for each body, whose \
      number and name --json tells, and black where nothing is.

      With --compare the status is not zero if the image differs, and a difference image is \
      written beside --out, or else beside the image that it is compared with.
      """)

  @OptionGroup var environment: EnvironmentArgument

  @Option(help: "The PNG file to write.")
  var out: String?

  @OptionGroup var picture: ViewOptions

  @OptionGroup var randomization: RandomizationOptions

  @Option(help: "The kind of image.")
  var mode = PictureMode.rgb

  @Option(help: "The seed of the episode. (default: 0)", transform: Whole.read)
  var seed: UInt64 = 0

  @Option(help: "The number of steps into the episode.")
  var steps = 0

  @Option(help: "The policy that acts until then. (default: expert)")
  var policy: PolicyKind?

  @Option(help: "The key frame of --scene to start from.")
  var key: String?

  @Option(help: ArgumentHelp("Sets an actuator of --scene.", valueName: "name=number"))
  var control: [ControlArgument] = []

  @Option(help: "The PNG file to compare the image with.")
  var compare: String?

  @Option(
    help: "How far a colour channel (0 to 255) may differ. (default: 3)", transform: Whole.read)
  var tolerance: UInt8 = 3

  @OptionGroup var drawing: ContextOption

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireAtLeast(0, steps, "--steps")
    try requireName(out, "--out")
    guard out != nil || compare != nil else {
      throw ValidationError("nothing to do: give --out to write the image, or --compare")
    }
    if environment.scene == nil, key != nil || !control.isEmpty {
      throw ValidationError("--key and --control are for --scene; leave them out")
    }
    if environment.scene != nil, policy != nil || !randomization.randomize.isEmpty {
      throw ValidationError("nothing acts in a --scene; leave --policy and --randomize out")
    }
    guard compare == nil || mode == .rgb else {
      throw ValidationError("--compare works with --mode rgb only; it is \(mode.rawValue)")
    }
  }

  func run() throws {
    let view = picture.view
    let reference = try compare.map { try PNG.decode(contentsOf: $0) }  // --out may replace it
    let scene: any PictureSource = try environment.scene.map(world(of:)) ?? episode(view)

    var comparison: ImageComparison?
    switch mode {
    case .rgb:
      let image = try scene.image(view)
      if let out { try PNG.write(image, to: out) }
      comparison = try reference.map { try ImageComparison(image, $0, tolerance: tolerance) }
    case .depth: if let out { try PNG.write(scene.depth(view), to: out) }
    case .segmentation: if let out { try PNG.write(Image(scene.segmentation(view)), to: out) }
    }

    let difference = comparison.flatMap(writeDifference)
    if json {
      try Console.printJSON(
        Document(
          environment: scene.name, camera: view.camera ?? scene.cameras.first,
          width: view.width, height: view.height, mode: mode.rawValue,
          quality: view.quality.rawValue, seed: seed, steps: steps, out: out,
          renderer: try scene.rendererName(),
          labels: mode == .segmentation ? scene.segmentationLabels : nil,
          comparison: comparison.map {
            Document.Comparison(
              equal: $0.pixelsOver == 0, mean: $0.mean, maximum: Int($0.maximum),
              pixelsOver: $0.pixelsOver, difference: difference?.path)
          }))
    } else if let out {
      Console.note("wrote \(out)")
    }
    if let comparison, let difference {
      Console.note(
        "diorama: \(comparison.pixelsOver) pixels differ by more than \(tolerance), the worst by "
          + "\(comparison.maximum) of 255; \(difference.seen), or accept the image with --out")
      throw ExitCode.failure
    }
  }

  /// Returns the environment after the steps.
  private func episode(_ view: View) throws -> AnyEnvironment {
    let scene = try environment.entry.make(
      EnvironmentOptions(view: view, randomized: randomization.properties))
    var acting = (policy ?? .expert).make()
    acting.begin(seed: seed)
    var observation = try scene.reset(seed: seed)
    for _ in 0..<steps {
      observation = try scene.step(acting.action(for: observation, in: scene)).observation
    }
    return scene
  }

  /// Returns the world of a user's own scene after the steps.
  private func world(of path: String) throws -> SceneWorld {
    let world = try SceneWorld(contentsOf: path)
    try world.reset(key: key)
    for control in control { try world.setControl(control.name, to: control.value) }
    try world.step(steps)
    return world
  }

  /// Writes the difference image, and returns its path or the error; nil if the images agree.
  private func writeDifference(_ comparison: ImageComparison) -> Difference? {
    guard comparison.pixelsOver > 0, let base = out ?? compare else { return nil }
    let stem = base.lowercased().hasSuffix(".png") ? String(base.dropLast(4)) : base
    let path = stem + ".difference.png"
    do {
      try PNG.write(comparison.picture, to: path)
    } catch {
      return Difference(path: nil, seen: "\(error)")
    }
    return Difference(path: path, seen: "see \(path)")
  }

  /// The difference image as it was written.
  private struct Difference {
    /// The path of the image; nil if it could not be written.
    let path: String?
    /// The message about the image.
    let seen: String
  }

  private struct Document: Encodable {
    struct Comparison: Encodable {
      let equal: Bool
      let mean: Double
      let maximum: Int
      let pixelsOver: Int
      let difference: String?
    }

    let environment: String
    let camera: String?
    let width: Int
    let height: Int
    let mode: String
    let quality: String
    let seed: UInt64
    let steps: Int
    let out: String?
    let renderer: String
    let labels: [SegmentationLabel]?
    let comparison: Comparison?
  }
}

/// The mode of an image: colours, depth or segmentation.
enum PictureMode: String, CaseIterable, ExpressibleByArgument {
  case rgb, depth, segmentation
}

/// A source of pictures: an environment, or the world of a scene.
private protocol PictureSource {
  var name: String { get }
  var cameras: [String] { get }
  var segmentationLabels: [SegmentationLabel] { get }
  func image(_ view: View) throws -> Image
  func depth(_ view: View) throws -> DepthImage
  func segmentation(_ view: View) throws -> SegmentationImage
  func rendererName() throws(SimulationError) -> String
}

extension AnyEnvironment: PictureSource {
  fileprivate var name: String { id.description }
}

extension SceneWorld: PictureSource {
  fileprivate var name: String { scene.name }
}

/// The control of an actuator as it is typed, such as `door=0.3`.
struct ControlArgument: ExpressibleByArgument {
  let name: String
  let value: Double

  init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
      let value = Double(argument[argument.index(after: sign)...]), value.isFinite
    else { return nil }
    name = String(argument[..<sign])
    self.value = value
  }
}
