// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaGridworlds

/// The suite: the environments that Diorama ships.
public enum EnvironmentSuite {
  /// The catalogue of all environments; a new one goes to the end.
  ///
  /// The success rates are those of 200 episodes from seed 0 (`diorama rollout ID --episodes 200
  /// --policy random`, or `expert`); a test measures them again.
  public static let catalog = Catalog(
    control + GridEntry.all.map(\.entry)
      + [
        ClassicEnvironment<Pendulum>.entry(randomSuccess: 0, expertSuccess: 1),
        ClassicEnvironment<CartPole>.entry(randomSuccess: 0, expertSuccess: 1),
        ClassicEnvironment<MountainCar>.entry(randomSuccess: 0.005, expertSuccess: 1),
        ClassicEnvironment<Acrobot>.entry(randomSuccess: 0.005, expertSuccess: 1),
      ])

  /// The names of the environments that are gridworlds.
  public static let gridworldNames = GridEntry.all.map(\.name)

  /// Returns the world of the gridworld called `id`.
  ///
  /// - Throws: ``GridworldError`` when it is an environment of another kind, or a ``CatalogError``.
  public static func gridworld(_ id: String) throws -> Gridworld {
    if let entry = GridEntry.all.first(where: { $0.name == id }) {
      return try Gridworld.shipped(entry.map)
    }
    _ = try catalog.entry(id)
    throw GridworldError.noGrid(id, known: gridworldNames)
  }

  private static let control = [
    entry(
      PushingTask.self, "Pushing-v1", "Push a mug onto a coaster.",
      randomSuccess: 0, expertSuccess: 1),
    entry(
      PushingGoalTask.self, "PushingGoal-v1",
      "Push a mug onto a coaster that lies somewhere else in every episode.",
      randomSuccess: 0, expertSuccess: 1),
    entry(
      DrapingTask.self, "Draping-v1", "Drape a cloth over a box.", randomSuccess: 0,
      expertSuccess: 1),
    entry(
      BookshelfTask.self, "Bookshelf-v1", "Shelve a book between two others.",
      randomSuccess: 0, expertSuccess: 1),
    entry(
      DoorTask.self, "Door-v1", "Open a cupboard's door by its lever.", randomSuccess: 0,
      expertSuccess: 1),
    entry(
      PushTTask.self, "PushT-v1", "Push a T onto its mark.", randomSuccess: 0, expertSuccess: 1),
    entry(
      ReachingTask.self, "Reaching-v1", "Bring the tip of a jointed arm to a ball.",
      randomSuccess: 0, expertSuccess: 1),
    entry(
      ArmPushingTask.self, "ArmPushing-v1", "Push a mug onto a coaster with a jointed arm.",
      randomSuccess: 0, expertSuccess: 0.99),
    entry(
      PickingTask.self, "Picking-v1", "Pick up a block and put it into a tray.",
      randomSuccess: 0, expertSuccess: 1),
  ]

  private static func entry<TaskType: ShippedTask>(
    _ task: TaskType.Type, _ name: String, _ summary: String, randomSuccess: Double,
    expertSuccess: Double
  ) -> Catalog.Entry {
    guard let id = EnvironmentID(name) else { preconditionFailure("'\(name)' is not an id") }
    return Catalog.Entry(
      id: id, summary: summary,
      observationSpace: Space(
        observing: TaskType.stateElements, goals: TaskType.goalSpace, EnvironmentOptions()),
      actionSpace: .box(count: TaskType.actionCount, in: -1...1), horizon: TaskType.horizon,
      isGoalConditioned: TaskType.goalSpace != nil, randomSuccess: randomSuccess,
      expertSuccess: expertSuccess, stateElements: TaskType.stateElements
    ) { options in
      AnyEnvironment(
        try ControlEnvironment<TaskType>(id, options: options), id: id,
        horizon: options.horizon ?? TaskType.horizon)
    }
  }
}
