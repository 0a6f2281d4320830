// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaLearners
public import DioramaMath

/// Model-predictive control with the simulator as its own model, whose plans can be drawn.
public final class SimulatorPlanning: Policy {
  /// The number of plans made so far, and the time that they took [s].
  public var planCount: Int { policy.horizon.planCount }
  public var seconds: Double { policy.horizon.seconds }

  /// The number of actions so far.
  public private(set) var actionCount = 0

  private let policy: PlanningPolicy
  private let model: SimulatorModel

  /// Makes the policy.
  ///
  /// It plans from the state, for the dense reward or for a learned one, whatever the real environment
  /// rewards and shows.
  ///
  /// - Parameters:
  ///   - settings: The settings of planning.
  ///   - entry: The catalogue entry of the environment.
  ///   - options: The options of the real environment.
  ///   - environment: The real environment.
  ///   - learned: The run whose learned reward is planned for; nil for the dense reward.
  ///   - threads: The number of threads that share a plan; the result does not depend on it.
  /// - Throws: ``SettingsError``, ``PlanningError``, ``RunError`` or an error of the catalogue.
  public init(
    _ settings: SimulatorPlannerSettings, simulating entry: Catalog.Entry,
    _ options: EnvironmentOptions,
    for environment: AnyEnvironment, rewardOf learned: SavedPolicy? = nil, threads: Int
  ) throws {
    try settings.check()
    try learned?.check(learnedIn: entry.id.description)
    let pictures = try learned?.pictureReward(every: settings.lookEvery)
    var options = options
    (options.observation, options.reward) = (.state, .dense)
    options.coarseness = settings.coarseness
    let chosen = options
    let model = try SimulatorModel(
      threads: threads, successBonus: settings.successBonus, pictures: pictures
    ) { try entry.make(chosen) }
    policy = try PlanningPolicy(model, settings.planning, for: environment)
    self.model = model
  }

  public func begin(seed: UInt64) { policy.begin(seed: seed) }

  public func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    actionCount += 1
    return try policy.action(for: observation, in: environment)
  }

  /// Draws the path of the hand in each candidate of the last plan: grey, the elites blue, the best orange.
  ///
  /// - Parameters:
  ///   - image: An image of the present moment.
  ///   - camera: The camera that took it.
  /// - Throws: ``SimulationError`` when a future cannot be computed.
  public func draw(on image: inout Image, seenBy camera: PinholeCamera) throws(SimulationError) {
    guard let plan = policy.horizon.lastPlan else { return }
    let paths = try model.paths(of: plan.candidates.map(policy.horizon.steps))
    for (rank, path) in paths.enumerated().reversed() {
      let pen = rank == 0 ? Pen.best : rank < plan.eliteCount ? Pen.elite : Pen.other
      let pixels = path.map { camera.pixel(of: $0) }
      for case (let start?, let end?) in zip(pixels, pixels.dropFirst()) {
        image.drawLine(from: start, to: end, pen)
      }
    }
  }
}

extension Pen {
  fileprivate static let best = Pen(red: 255, green: 120, blue: 0, opacity: 1, width: 2.5)
  fileprivate static let elite = Pen(red: 30, green: 110, blue: 220, opacity: 0.7, width: 1.5)
  fileprivate static let other = Pen(red: 90, green: 90, blue: 90, opacity: 0.35, width: 1)
}
