// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaFiles
public import DioramaGridworlds
public import DioramaMath
internal import DioramaPainting
internal import DioramaRender
internal import Foundation

/// A recipe of an environment: its entry and its options, as other languages and processes give them.
public struct EnvironmentSpecification: Sendable {
  public let entry: Catalog.Entry
  public let options: EnvironmentOptions
  /// The world of a gridworld; nil for other environments.
  public let gridworld: Gridworld?
  /// The text of a user's own map; nil for others.
  private let mapText: String?
  /// The path of a user's own task file; nil for others.
  private let task: String?
  private let context: ContextChoice

  /// Makes a recipe from the options that every environment has; the caller reads its own and finishes.
  ///
  /// - Parameters:
  ///   - id: The environment; nil for a task file or a map of the user's own, which the options name.
  ///   - reader: The options, as `diorama.h` describes them.
  /// - Throws: An ``OptionError``, or an error of the catalogue or of the map.
  public init(_ id: String?, _ reader: inout OptionReader) throws {
    let map = try reader.text("map")
    var mapText = try reader.text("map_text")
    task = try reader.text("task")
    let count = [id, map, mapText, task].count { $0 != nil }
    guard count == 1 else { throw OptionError.idOrMap(isBoth: count > 1) }
    if let task {
      entry = try TaskFile(contentsOf: task).entry
      gridworld = nil
    } else if let id {
      entry = try EnvironmentSuite.catalog.entry(id)
      gridworld =
        EnvironmentSuite.gridworldNames.contains(id) ? try EnvironmentSuite.gridworld(id) : nil
    } else {
      let read: GridMap
      if let map {
        read = try GridMap(contentsOf: map)
        mapText = String(decoding: try Disk.read(map), as: UTF8.self)
      } else {
        read = try GridMap(text: mapText ?? "", file: "map")
      }
      let world = try Gridworld(read)
      entry = Catalog.Entry(world)
      gridworld = world
    }
    self.mapText = mapText
    var view = View()
    view.width = try reader.integer("width") ?? view.width
    view.height = try reader.integer("height") ?? view.height
    view.camera = try reader.text("camera")
    view.quality = try reader.choice("quality", of: RenderQuality.self) ?? view.quality
    options = EnvironmentOptions(
      observation: try reader.choice("observation", of: ObservationKind.self) ?? .state,
      view: view, reward: try reader.choice("reward", of: RewardKind.self) ?? .dense,
      horizon: try reader.integer("horizon"),
      randomized: try reader.choices("randomize", of: RandomizedProperty.self))
    context = try reader.choice("context", of: ContextChoice.self) ?? .automatic
    if context != .automatic {
      do { try context.use() } catch { throw OptionError.context(reason: "\(error)") }
    }
  }

  /// Returns the recipe as a worker process reads it, with the view that
  /// ``VectorEnvironment/draw()`` renders.
  public func text(picture: View) -> String {
    var object: [String: JSONValue] = [
      "resources": .string((try? SceneLibrary.home()) ?? ""),
      "observation": .string(options.observation.rawValue),
      "width": .number(Double(options.view.width)),
      "height": .number(Double(options.view.height)),
      "quality": .string(options.view.quality.rawValue),
      "context": .string(context.rawValue),
      "reward": .string(options.reward.rawValue),
      "randomize": .array(options.randomized.map { .string($0.rawValue) }),
      "render_width": .number(Double(picture.width)),
      "render_height": .number(Double(picture.height)),
      "render_quality": .string(picture.quality.rawValue),
    ]
    if let task {
      object["task"] = .string(task)
    } else if let mapText {
      object["map_text"] = .string(mapText)
    } else {
      object["id"] = .string(entry.id.description)
    }
    if let camera = options.view.camera { object["camera"] = .string(camera) }
    object["render_camera"] = .string(picture.camera ?? "")
    if let horizon = options.horizon { object["horizon"] = .number(Double(horizon)) }
    return JSONValue.object(object).description
  }

  /// Reads the view that ``VectorEnvironment/draw()`` renders, by default that of observed images;
  /// an empty name of a camera stands for the scene's first.
  public func picture(_ reader: inout OptionReader) throws(OptionError) -> View {
    let camera = try reader.text("render_camera") ?? options.view.camera
    return View(
      camera: camera == "" ? nil : camera,
      width: try reader.integer("render_width") ?? options.view.width,
      height: try reader.integer("render_height") ?? options.view.height,
      quality: try reader.choice("render_quality", of: RenderQuality.self) ?? options.view.quality)
  }
}

extension EnvironmentSuite {
  /// Serves as a worker process, whose program calls this with its last argument.
  ///
  /// - Throws: ``VectorError`` when the program was not started by a ``VectorEnvironment``.
  public static func serveVector(_ number: Int) throws {
    try VectorEnvironment.serve(number) { text in
      var reader = try OptionReader(json: text)
      if let home = try reader.text("resources"), !home.isEmpty { try SceneLibrary.setHome(home) }
      let recipe = try EnvironmentSpecification(try reader.text("id"), &reader)
      let picture = try recipe.picture(&reader)
      try reader.finish()
      return (recipe.entry, recipe.options, picture)
    }
  }
}
