// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import DioramaCore
public import DioramaGridworlds
public import DioramaMath
public import DioramaRender
import DioramaRuns
import DioramaTasks

/// The arguments for a command's environment: an identifier, or something of the user's own.
struct EnvironmentArgument: ParsableArguments {
  @Argument(help: "The environment, such as 'Pushing-v1'; see 'diorama list'.")
  var id: String?

  @Option(help: "A task of your own instead: a JSON file, as scenes/README.md describes.")
  var task: String?

  @Option(help: "A scene of your own instead: a file in MuJoCo's XML format.")
  var scene: String?

  @Option(help: "A gridworld of your own instead: a text map, as scenes/README.md describes.")
  var map: String?

  func validate() throws {
    let given = [
      id == nil ? nil : "an environment", task == nil ? nil : "--task",
      scene == nil ? nil : "--scene", map == nil ? nil : "--map",
    ].compactMap(\.self)
    guard given.count == 1 else {
      throw ValidationError(
        given.isEmpty
          ? "name an environment, or a file of your own with --task, --scene or --map; "
            + "'diorama list' shows the environments"
          : "\(given.joined(separator: " and ")) are given; keep one")
    }
  }

  var entry: Catalog.Entry {
    get throws {
      if let task { return try Self.taskFile(at: task).entry.withPlannedExpert }
      if let scene { return try TaskFile(scene: scene).entry }
      return try map == nil ? EnvironmentSuite.catalog.entry(id ?? "") : Catalog.Entry(gridworld)
    }
  }

  /// Reads the task file at `path`; likely mistakes in it are printed as warnings.
  static func taskFile(at path: String) throws -> TaskFile {
    let file = try TaskFile(contentsOf: path)
    for warning in file.warnings { Console.note("diorama: warning: \(path): \(warning)") }
    return file
  }

  /// The gridworld that is named or read; likely mistakes in it are printed as warnings.
  var gridworld: Gridworld {
    get throws {
      guard task == nil, scene == nil else {
        throw ValidationError("gridworlds only are solved; give an id or a map with --map")
      }
      guard let map else { return try EnvironmentSuite.gridworld(id ?? "") }
      return try Self.gridworld(at: map)
    }
  }

  /// Reads the map at `path`; likely mistakes in it are printed as warnings.
  static func gridworld(at path: String) throws -> Gridworld {
    let world = try Gridworld(GridMap(contentsOf: path))
    for warning in world.warnings { Console.note("diorama: warning: \(warning)") }
    return world
  }
}

/// An image size as it is typed, such as `640x480`.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
  var width: Int
  var height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard let width = parts.first.flatMap({ Int($0) }),
      let height = parts.last.flatMap({ Int($0) }),
      parts.count <= 2
    else { return nil }
    self.init(width: width, height: height)
  }

  var description: String { "\(width)x\(height)" }
  var defaultValueDescription: String { description }
}

extension RenderQuality: ExpressibleByArgument {}
extension ContextChoice: ExpressibleByArgument {}
extension RewardKind: ExpressibleByArgument {}
extension ObservationKind: ExpressibleByArgument {}
extension RewardConvention: ExpressibleByArgument {}

/// A kind of policy that is not learned.
enum PolicyKind: String, CaseIterable, ExpressibleByArgument {
  case random, expert, zero

  func make() -> any Policy {
    switch self {
    case .random: RandomPolicy()
    case .expert: ExpertPolicy()
    case .zero: ZeroPolicy()
    }
  }
}

/// The options for the view of an image: size, camera and quality.
struct ViewOptions: ParsableArguments {
  @Option(help: "The size in pixels, from 16x16 to 2048x2048.")
  var size = PictureSize(width: 640, height: 480)

  @Option(help: "The camera; the scene's first by default.")
  var camera: String?

  @Option(help: "The quality of the image.")
  var quality = RenderQuality.standard

  var view: View {
    View(camera: camera, width: size.width, height: size.height, quality: quality)
  }
}

/// The option for the library that makes OpenGL contexts.
struct ContextOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How images are drawn offscreen; 'auto' is OSMesa, or EGL where there is none.",
      discussion: "The default is DIORAMA_CONTEXT if set, else 'auto'."))
  var context: ContextChoice?

  /// Applies the choice to the whole process; done in validation, so that no command can forget it.
  func validate() throws { try context?.use() }
}

/// The option for the properties that are randomised in each episode.
struct RandomizationOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "A property to randomise in each episode; 'all' for all.",
      valueName: "property"))
  var randomize: [RandomizationChoice] = []

  /// The properties in the order typed.
  var list: [RandomizedProperty] {
    randomize.flatMap { $0.property.map { [$0] } ?? RandomizedProperty.allCases }
  }

  var properties: Set<RandomizedProperty> { Set(list) }
}

/// A choice of one property, or of all.
struct RandomizationChoice: ExpressibleByArgument {
  /// The property; nil for all.
  let property: RandomizedProperty?

  init?(argument: String) {
    property = RandomizedProperty(rawValue: argument)
    guard property != nil || argument == "all" else { return nil }
  }

  static var allValueStrings: [String] { RandomizedProperty.allCases.map(\.rawValue) + ["all"] }
}

/// A reader of whole numbers on the command line, within the bounds of their type.
enum Whole {
  /// An error: a word is not a whole number within the bounds.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads a number.
  static func read<Number: FixedWidthInteger & Sendable>(_ word: String) throws -> Number {
    guard let number = Number(word) else {
      throw Problem(description: "it must be a whole number from \(Number.min) to \(Number.max)")
    }
    return number
  }
}

/// Checks that an option is at least `bound`.
func requireAtLeast(_ bound: Int, _ value: Int, _ option: String) throws {
  guard value >= bound else {
    throw ValidationError("\(option) must be at least \(bound); it is \(value)")
  }
  // small enough for sums and products
  guard value <= 1_000_000_000 else {
    throw ValidationError("\(option) must be at most 1000000000; it is \(value)")
  }
}

/// Checks that an output path is not `-`, which commonly means standard output.
func requireName(_ path: String?, _ option: String) throws {
  guard path == "-" else { return }
  throw ValidationError(
    "\(option) is '-', and standard output is for reports; name a file or a folder")
}

/// Checks that `port` is a port number.
func requirePort(_ port: Int) throws {
  guard (1...65_535).contains(port) else {
    throw ValidationError("--port must be from 1 to 65535; it is \(port)")
  }
}
