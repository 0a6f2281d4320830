// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// Several equal environments that are stepped together, by threads or by processes.
///
/// The first of several threads is the caller's. Results do not depend on the number of workers, to the
/// last bit. After a reset or a step the rows of all environments can be read, until the next. Not
/// `Sendable`: it has one owner.
public final class VectorEnvironment {
  public let id: EnvironmentID
  /// The number of environments.
  public let count: Int
  public let workerCount: Int
  public let autoreset: Autoreset
  /// The observation space of each environment.
  public let observationSpace: Space
  public let actionSpace: Space
  public let cameras: [String]
  public let metricNames: [String]
  /// Steps until an episode is truncated.
  public let horizon: Int
  /// The rows of all environments, for callers that copy them.
  package let rows: VectorStorage
  /// The view that ``draw()`` renders.
  public let picture: View

  private let crew: VectorCrew
  private var episodes: VectorEpisodes
  private var isClosed = false

  /// The largest number of environments; the rows of more would not fit a computer's memory.
  private static let largestCount = 1_000_000
  private static let largestWorkerCount = 1024
  private static let largestByteCount = 1 << 38

  /// Makes `count` environments of `entry`.
  ///
  /// - Parameters:
  ///   - entry: The environment's entry in the catalogue.
  ///   - count: The number of environments.
  ///   - workers: The kind and number of workers; no more are started than there are environments.
  ///   - options: The options of each environment.
  ///   - autoreset: The treatment of an environment whose episode has ended.
  ///   - picture: The view that ``draw()`` renders; by default that of observed images.
  ///   - patience: The times after which worker processes are given up.
  /// - Throws: A ``VectorError``, or an error in making an environment.
  public init(
    _ entry: Catalog.Entry, count: Int, workers: VectorWorkers,
    options: EnvironmentOptions = EnvironmentOptions(), autoreset: Autoreset = .nextStep,
    picture: View? = nil, patience: VectorPatience = VectorPatience()
  ) throws {
    guard count > 0 else { throw VectorError.noEnvironments(count) }
    guard count <= Self.largestCount else {
      throw VectorError.tooMany(count, most: Self.largestCount)
    }
    guard workers.count > 0 else { throw VectorError.noWorkers(workers.count) }
    guard min(workers.count, count) <= Self.largestWorkerCount else {
      throw VectorError.tooManyWorkers(workers.count, most: Self.largestWorkerCount)
    }
    let model = try entry.make(options)
    let picture = picture ?? options.view
    for side in [picture.width, picture.height] where !View.sizes.contains(side) {
      throw CatalogError.size(width: picture.width, height: picture.height)
    }
    var shape = VectorShape(model, options)
    shape.environments = count
    shape.workers = min(workers.count, count)
    shape.keepsEnds = autoreset == .sameStep
    (shape.pictureWidth, shape.pictureHeight) = (picture.width, picture.height)
    var betweenProcesses = false
    if case .processes(_, _, let recipe) = workers {
      shape.recipe = recipe.utf8.count
      betweenProcesses = true
    }
    guard shape.bytesEach <= Self.largestByteCount / count else {
      throw VectorError.tooLarge(
        count, bytesEach: shape.bytesEach, most: Self.largestByteCount)
    }
    id = model.id
    self.picture = picture
    self.count = count
    self.autoreset = autoreset
    workerCount = shape.workers
    observationSpace = model.observationSpace
    actionSpace = model.actionSpace
    cameras = model.cameras
    metricNames = model.metrics.names
    horizon = model.horizon
    rows = try VectorStorage(shape, betweenProcesses: betweenProcesses)
    crew = try VectorCrew(
      workers, rows, view: picture, draws: options.observation != .state, patience: patience
    ) { try entry.make(options) }
    episodes = VectorEpisodes(count: count, autoreset)
  }

  /// Ends the workers; nothing but this may be called afterwards.
  public func close() {
    isClosed = true
    crew.close()
  }

  /// The process ids of the workers; empty for threads.
  public var workerProcesses: [Int] { crew.processNumbers }

  // MARK: the contract

  /// Starts episodes where `mask` is true, everywhere if it is nil.
  ///
  /// - Parameters:
  ///   - seeds: One for each environment; nil to continue with ``EpisodeSeed`` of the last one it had.
  ///   - mask: Which environments to reset; nil for all.
  ///   - wantsMetrics: Whether metrics are read afterwards.
  /// - Throws: ``VectorError`` that names the environment and what is wrong.
  public func reset(
    seeds: [UInt64]?, mask: [Bool]? = nil, wantsMetrics: Bool = false
  ) throws(VectorError) {
    try requireUse()
    if let seeds, seeds.count != count {
      throw .rowCount("seeds", count: seeds.count, expected: count)
    }
    if let mask {
      guard mask.count == count else {
        throw .rowCount("values of the mask", count: mask.count, expected: count)
      }
      guard mask.contains(true) else { throw .emptyMask }
    }
    try episodes.orderResets(rows, seeds: seeds, mask: mask)
    try work(wantsMetrics: wantsMetrics)
  }

  /// Starts an episode everywhere, seeded `seed`, `seed + 1`, ….
  public func reset(seed: UInt64, wantsMetrics: Bool = false) throws(VectorError) {
    try reset(seeds: (0..<count).map { seed &+ UInt64($0) }, wantsMetrics: wantsMetrics)
  }

  /// Steps all environments.
  ///
  /// All actions are checked before anything moves. An error after that concerns single
  /// environments: the others have been stepped, and the error names the first that failed.
  public func step(
    _ actions: [TaskAction], wantsMetrics: Bool = false
  ) throws(VectorError) {
    guard actions.count == count else {
      throw .rowCount("actions", count: actions.count, expected: count)
    }
    try requireUse()
    try episodes.orderSteps(rows) { (index) throws(SimulationError) in
      try actionSpace.check(actions[index])
      rows.write(actions[index], at: index)
    }
    try work(wantsMetrics: wantsMetrics)
  }

  /// Steps all environments with the numbers of continuous actions, `[count, action]`.
  package func step(_ numbers: [Float], wantsMetrics: Bool) throws(VectorError) {
    try requireUse()
    guard case .box(let low, let high) = actionSpace else {
      preconditionFailure("actions are numbers, and the space is \(actionSpace)")
    }
    rows.action.write(numbers, at: 0)
    try episodes.orderSteps(rows) { (index) throws(SimulationError) in
      let first = index * low.count
      let isInside = low.indices.allSatisfy {
        numbers[first + $0] >= low[$0] && numbers[first + $0] <= high[$0]
      }
      if !isInside { try actionSpace.check(rows.action(at: index)) }
    }
    try work(wantsMetrics: wantsMetrics)
  }

  /// Steps all environments with discrete actions, `[count]`.
  package func step(_ choices: [Int64], wantsMetrics: Bool) throws(VectorError) {
    try requireUse()
    guard case .discrete(let choiceCount) = actionSpace else {
      preconditionFailure("actions are choices, and the space is \(actionSpace)")
    }
    rows.choice.write(choices, at: 0)
    try episodes.orderSteps(rows) { (index) throws(SimulationError) in
      guard choices[index] >= 0, choices[index] < choiceCount else {
        throw .noSuchChoice(Int(choices[index]), count: choiceCount)
      }
    }
    try work(wantsMetrics: wantsMetrics)
  }

  /// Writes the expert's action to the row of every environment with an episode under way, and 0 to
  /// the others.
  package func askExpert() throws(VectorError) {
    try requireUse()
    rows.clearActions()
    episodes.order(.expert, rows, where: episodes.isRunning)
    try work()
  }

  /// Returns the scripted expert's action in each environment; nil where no episode is under way.
  public func expertActions() throws(VectorError) -> [TaskAction?] {
    try askExpert()
    return (0..<count).map { episodes.isRunning($0) ? rows.action(at: $0) : nil }
  }

  /// Draws every environment.
  ///
  /// - Returns: An image of each.
  public func draw() throws(VectorError) -> [Image] {
    try drawRows()
    let (width, height, size) = (picture.width, picture.height, rows.shape.picture)
    return (0..<count).map {
      Image(
        width: width, height: height, channels: 3,
        samples: rows.picture.elements($0 * size..<($0 + 1) * size))
    }
  }

  /// Draws every environment to its row.
  package func drawRows() throws(VectorError) {
    try requireUse()
    episodes.order(.draw, rows)
    try work()
  }

  // MARK: work

  /// Checks that the vector was not closed, and that this is the process that made it.
  private func requireUse() throws(VectorError) {
    guard !isClosed else { throw .closed }
    guard WorkerProcess.current == rows.control[VectorStorage.owner] else { throw .forked }
  }

  /// Makes the workers carry out their orders, and notes what came of them.
  private func work(wantsMetrics: Bool = false) throws(VectorError) {
    rows.control[VectorStorage.wantsMetrics] = wantsMetrics ? 1 : 0
    crew.work()
    try episodes.note(rows, lost: crew.lost)
  }
}
