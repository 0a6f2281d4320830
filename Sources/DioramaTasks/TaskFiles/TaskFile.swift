// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene
internal import DioramaSceneFiles
internal import Foundation

/// A task file: a scene of the user's own, and in a few lines of JSON what is done in it and what success is.
public struct TaskFile: Sendable {
  /// The task's name: that of the file, without its extension.
  public let name: String
  /// The path of the file, or of the scene if it is a scene by itself.
  public let path: String
  /// The task in one line.
  public let summary: String
  let scene: DrawableScene
  let task: FileTask
  /// The checksum of the task file and its scene file.
  private let checksum: String
  /// The likely mistakes in it.
  public let warnings: [String]

  /// Reads the task file at `path`; its scene is looked for beside it.
  ///
  /// - Throws: ``TaskFileError``, or an error of the scene.
  public init(contentsOf path: String) throws {
    let content = try Self.read(path)
    let text = try TaskFileText(String(decoding: content, as: UTF8.self), file: path)
    try self.init(text, path, Checksum(content))
  }

  /// Makes the task of a scene by itself: its actuators or its hand can be moved, and there is no success.
  ///
  /// - Parameter path: The scene file.
  /// - Throws: An error of the scene.
  public init(scene path: String) throws {
    let values: [String: JSONValue] = [
      "scene": .string((path as NSString).lastPathComponent),
      "description": .string("The scene \((path as NSString).lastPathComponent)."),
    ]
    let text = try TaskFileText(JSONValue.object(values).description, file: path)
    try self.init(text, path, Checksum(), isBare: true)
  }

  private init(
    _ text: TaskFileText, _ path: String, _ checksum: Checksum, isBare: Bool = false
  ) throws {
    self.path = path
    name = Self.name(ofFileAt: path)
    var object = try text.root.object()
    let sceneNode = try object.require("scene", example: "\"kitchen.xml\"")
    let scenePath = try sceneNode.string()
    let folder = (path as NSString).deletingLastPathComponent
    let place =
      scenePath.hasPrefix("/") ? scenePath : (folder as NSString).appendingPathComponent(scenePath)
    if !isBare, !Disk.exists(place) {
      throw sceneNode.error("names '\(scenePath)', but there is no file \(place)")
    }
    scene = DrawableScene(own: try SceneFile(contentsOf: place))
    var whole = checksum
    whole.add((try? Disk.read(place)) ?? Data())
    self.checksum = whole.digits
    let reader = TaskFileReader(scene.scene, isBare: isBare)
    let world = try scene.making { [scene] in try RigidWorld(scene.scene) }
    var task = try reader.read(&object)
    summary =
      try object.take("description")?.string()
      ?? "The task of \((path as NSString).lastPathComponent)."
    _ = object.take("$schema")
    try object.finish()
    warnings = try reader.finish(&task, in: world, object.node)
    self.task = task
  }

  /// Returns the name of the task in the file at `path`: that of the file, without its extension.
  private static func name(ofFileAt path: String) -> String {
    let name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    return name.isEmpty ? "task" : name
  }

  /// Returns the id of the environment of the task file at `path`, which need not be there.
  package static func id(ofFileAt path: String) -> EnvironmentID {
    EnvironmentID(name(ofFileAt: path), version: 0)
  }

  private static func read(_ path: String) throws(TaskFileError) -> Data {
    guard Disk.exists(path) else {
      throw TaskFileError(file: path, line: nil, fault: "there is no such file; check the path")
    }
    do { return try Disk.read(path) } catch {
      throw TaskFileError(file: path, line: nil, fault: "it cannot be read: \(error)")
    }
  }

  /// The entry of its environment, whose id is its name, version 0; success rates are not known: NaN.
  public var entry: Catalog.Entry {
    let id = EnvironmentID(name, version: 0)
    let (task, scene) = (task, scene)
    return Catalog.Entry(
      id: id, summary: summary,
      observationSpace: Space(observing: task.stateElements, goals: nil, EnvironmentOptions()),
      actionSpace: .box(count: task.actionCount, in: -1...1), horizon: task.horizon,
      isGoalConditioned: false, randomSuccess: .nan, expertSuccess: .nan,
      stateElements: task.stateElements, startCount: task.start.isRandom ? nil : 1,
      controlPeriod: task.controlPeriod, isExpertScripted: false,
      exampleKinds: [.success, .nearMiss, .elsewhere], sourceChecksum: checksum,
      plannerSettings: task.plannerSettings
    ) { options in
      AnyEnvironment(
        try ControlEnvironment(id, task, options: options, in: scene), id: id,
        horizon: options.horizon ?? task.horizon)
    }
  }
}
