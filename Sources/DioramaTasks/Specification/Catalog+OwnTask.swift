// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaPainting
internal import DioramaPhysics
public import DioramaScene
internal import DioramaSceneFiles

extension Catalog.Entry {
  /// Makes the entry of a task of your own: a type that conforms to ``ControlTask``, and its scene file.
  ///
  /// The scene is read and the task tried once, so that what is wrong with them is told here. A scene without
  /// cameras gets one that sees everything.
  ///
  /// - Parameters:
  ///   - id: The environment's name and version.
  ///   - summary: The task in one line.
  ///   - path: The scene file, in MuJoCo's XML format.
  ///   - exampleKinds: The kinds of examples that ``ControlTask/arrange(_:in:stream:)`` knows.
  ///   - startCount: The number of different starts; nil where every seed may give another.
  ///   - randomSuccess: The success rate of random actions, in `0...1`; NaN where it was not measured.
  ///   - expertSuccess: That of the expert.
  ///   - makeTask: Makes the task of the scene, for each environment anew.
  /// - Throws: An error of the scene or its physics, with file and line, or of `makeTask`.
  /// - Precondition: The state vector and the action at rest have as many numbers as the task says.
  public init<TaskType: ControlTask>(
    _ id: EnvironmentID, _ summary: String, scene path: String,
    exampleKinds: [ExampleKind] = ExampleKind.allCases, startCount: Int? = nil,
    randomSuccess: Double = .nan, expertSuccess: Double = .nan,
    makeTask: @escaping @Sendable (Scene) throws -> TaskType
  ) throws {
    let scene = DrawableScene(own: try SceneFile(contentsOf: path))
    let task = try scene.making { try makeTask(scene.scene) }
    let hasExpert = try task.tried(in: scene.making { try RigidWorld(scene.scene) })
    self.init(
      id: id, summary: summary,
      observationSpace: Space(
        observing: task.stateElements, goals: task.goalSpace, EnvironmentOptions()),
      actionSpace: .box(count: task.actionCount, in: -1...1), horizon: task.horizon,
      isGoalConditioned: task.goalSpace != nil, randomSuccess: randomSuccess,
      expertSuccess: expertSuccess, stateElements: task.stateElements, startCount: startCount,
      controlPeriod: task.controlPeriod, isExpertScripted: hasExpert, exampleKinds: exampleKinds,
      sourceChecksum: Checksum(try Disk.read(path)).digits
    ) { options in
      let task = try scene.making { try makeTask(scene.scene) }
      return AnyEnvironment(
        try ControlEnvironment(id, task, options: options, in: scene), id: id,
        horizon: options.horizon ?? task.horizon)
    }
  }
}

extension ControlTask {
  /// Begins an episode, checks that its numbers are as many as the task says, and returns whether there is a
  /// scripted expert.
  fileprivate func tried(in world: RigidWorld) -> Bool {
    var task = self
    var layout = RandomStream("layout", seed: 0)
    task.begin(in: world, layout: &layout)
    let (numbers, elements) = (task.observe(world).count, stateElements.count)
    precondition(
      numbers == elements, "the state vector has \(numbers) numbers and \(elements) elements")
    let rest = task.restingAction(world).count
    precondition(rest == actionCount, "the action at rest has \(rest) numbers, not \(actionCount)")
    guard let action = task.expertAction(world) else { return false }
    precondition(
      action.count == actionCount, "the expert gives \(action.count) numbers, not \(actionCount)")
    return true
  }
}
