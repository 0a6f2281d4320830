// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// A source of proven examples of an environment: successes, graded near misses, mishaps, failures elsewhere.
///
/// Every example is a state at rest that the simulator has measured. Successes, mishaps and the like are staged
/// by the task itself. Near misses are found by a search that knows nothing of the task but its criteria: from a
/// success, or from another near miss, a few random actions are held, everything comes to rest, and what is
/// missed by how much is measured. Equal seeds and equal requests give equal examples.
public struct ExampleSource {
  /// What is asked for.
  public enum Wanted: Hashable, Sendable {
    /// An example that the task stages itself, of this kind.
    case staged(ExampleKind)
    /// A near miss of this grade: no other criterion is missed as far.
    case miss(GradedMiss)
  }

  /// The view of the images, with its camera named.
  public let view: View
  let environment: AnyEnvironment
  let entry: Catalog.Entry

  /// The near misses that there may be: each criterion that an image shows, with each grade.
  ///
  /// Where success has alternatives, further criteria join when they are first seen.
  public private(set) var misses: [GradedMiss] = []

  /// The near misses that were looked for and never found, in the order of ``misses``.
  public var unreached: [GradedMiss] {
    misses.filter { exhausted.contains($0) && !reached.contains($0) }
  }

  /// The near misses that a search did not find again, which are not looked for any more.
  private var exhausted: Set<GradedMiss> = []
  private var reached: Set<GradedMiss> = []
  private var shelves: [String: MissShelf] = [:]
  /// Some successes, to go on from.
  private var successes: [MissShelf.Moment] = []
  /// The number of near misses that were asked for in turn.
  private var turn = 0
  /// The number of times that moments were looked for.
  private var searchCount = 0
  private var staging: RandomStream
  private var search: RandomStream

  /// The number of moments in which a near miss is looked for before it is given up; more where one was found.
  private static let patience = 80
  private static let longPatience = 240
  /// The number of strengths at which actions are tried.
  private static let halvings = 6
  /// The most successes that are kept to go on from.
  private static let mostSuccesses = 16
  /// The number of seeds that staging tries before it is given up.
  static let stagingAttempts = 100

  /// Makes the source.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - view: The view of the images.
  ///   - seed: Equal seeds give equal examples.
  ///   - randomized: The properties that are randomised from example to example.
  /// - Throws: An error of the environment.
  public init(
    _ entry: Catalog.Entry, view: View = View(), seed: UInt64,
    randomized: Set<RandomizedProperty> = []
  ) throws {
    self.entry = entry
    environment = try entry.make(EnvironmentOptions(view: view, randomized: randomized))
    self.view = View(
      camera: view.camera ?? environment.cameras.first, width: view.width, height: view.height,
      quality: view.quality)
    staging = RandomStream("goals", seed: seed)
    search = RandomStream("near misses", seed: seed)
    note(environment.criteria)
  }

  /// Makes the next example.
  ///
  /// - Parameters:
  ///   - wanted: What it is to show.
  ///   - watch: Is called before each attempt; an error that it throws ends the work.
  /// - Returns: The example; nil where so many attempts did not give one.
  /// - Throws: An error of the environment, or of `watch`.
  public mutating func next(
    _ wanted: Wanted, watch: () throws -> Void = {}
  ) throws -> SuccessSet.Example? {
    switch wanted {
    case .staged(let kind):
      guard let moment = try stage(kind, &staging, watch) else { return nil }
      if kind == .success { keep(success: moment) }
      return try example(of: moment, kind)
    case .miss(let miss):
      guard let moment = try find(miss, watch) else { return nil }
      reached.insert(miss)
      _ = try environment.restore(moment.snapshot)
      return try example(of: moment, .nearMiss, miss)
    }
  }

  /// Makes the next near miss, of all in ``misses`` in turn.
  ///
  /// - Parameter watch: See ``next(_:watch:)``.
  /// - Returns: The near miss; nil where none can be reached.
  /// - Throws: See ``next(_:watch:)``.
  public mutating func nextMiss(
    watch: () throws -> Void = {}
  ) throws -> SuccessSet.Example? {
    for _ in misses {
      let miss = misses[turn % misses.count]
      turn += 1
      if let example = try next(.miss(miss), watch: watch) { return example }
    }
    return nil
  }

  private func example(
    of moment: MissShelf.Moment, _ kind: ExampleKind, _ miss: GradedMiss? = nil
  ) throws -> SuccessSet.Example {
    SuccessSet.Example(
      kind: kind, miss: miss, seed: moment.seed, picture: try environment.image(view),
      metrics: moment.metrics, criteria: moment.criteria, observation: moment.observation.state,
      achievedGoal: moment.observation.achievedGoal, desiredGoal: moment.observation.desiredGoal,
      snapshot: moment.snapshot)
  }

  /// Stages an example of `kind` with seeds of `stream`; nil where none of a hundred gave one.
  private func stage(
    _ kind: ExampleKind, _ stream: inout RandomStream, _ watch: () throws -> Void
  ) throws -> MissShelf.Moment? {
    for _ in 0..<Self.stagingAttempts {
      try watch()
      let seed = stream.bits()
      if try environment.stage(kind, seed: seed) { return try moment(seed) }
    }
    return nil
  }

  /// Measures the present moment, to which the episode of `seed` led.
  private func moment(_ seed: UInt64) throws -> MissShelf.Moment {
    let criteria = environment.criteria
    let (observation, metrics, snapshot) = try environment.observed()
    return MissShelf.Moment(
      seed: seed, criteria: criteria, metrics: metrics, observation: observation,
      snapshot: snapshot)
  }

  // MARK: the search

  private mutating func find(
    _ miss: GradedMiss, _ watch: () throws -> Void
  ) throws -> MissShelf.Moment? {
    if let moment = shelves[miss.criterion]?.take(miss.grade) { return moment }
    while !exhausted.contains(miss) {
      var patience = reached.contains(miss) ? Self.longPatience : Self.patience
      while patience > 0 {
        patience -= try look(for: miss, watch)
        if let moment = shelves[miss.criterion]?.take(miss.grade) { return moment }
      }
      if miss.grade == .twice, shelves[miss.criterion]?.relax() == true {
        if let moment = shelves[miss.criterion]?.take(miss.grade) { return moment }
      } else {
        exhausted.insert(miss)
      }
    }
    return nil
  }

  /// Looks at some more moments at rest, and puts them on their shelves.
  ///
  /// - Returns: The number of moments.
  private mutating func look(
    for miss: GradedMiss, _ watch: () throws -> Void
  ) throws -> Int {
    searchCount += 1
    try watch()
    // what the task stages itself joins now and then, unless that has to be planned
    let kinds = entry.exampleKinds.filter { entry.isExpertScripted || $0 == .elsewhere }
    if !kinds.isEmpty, searchCount.isMultiple(of: 8) {
      let (kind, seed) = (kinds[searchCount / 8 % kinds.count], search.bits())
      if try environment.stage(kind, seed: seed) { shelve(try moment(seed)) }
      return 1
    }
    if successes.isEmpty, let success = try stage(.success, &search, watch) {
      keep(success: success)
    }
    guard let start = start(for: miss) else { return 1 }
    return try disturb(start, until: miss, watch)
  }

  /// Returns a moment to go on from: a success, or what is missed by somewhat less or more.
  private mutating func start(for miss: GradedMiss) -> MissShelf.Moment? {
    if search.integer(below: 2) == 0,
      let start = shelves[miss.criterion]?.start(for: miss.grade, &search)
    {
      return start
    }
    return successes.isEmpty ? nil : successes[search.integer(below: successes.count)]
  }

  /// Holds random actions from `start` on, and waits.
  ///
  /// Where that goes past the grade that is wanted, the same actions are tried again at strengths between nought
  /// and theirs, found by halving.
  ///
  /// - Returns: The number of moments that were looked at.
  private mutating func disturb(
    _ start: MissShelf.Moment, until miss: GradedMiss, _ watch: () throws -> Void
  ) throws -> Int {
    let moves = moves()
    let side = miss.grade.side(of: start.criteria.miss(of: miss.criterion))
    var (weak, strong) = (0.0, 1.0)
    for count in 1...Self.halvings {
      try watch()
      let strength = count == 1 ? 1 : (weak + strong) / 2
      var isPast = true  // of what does not come to rest, less may be enough
      if let moment = try moment(after: moves, strength, from: start, until: miss) {
        if moment.differs(from: start) { shelve(moment) }
        let found = miss.grade.side(of: moment.criteria.miss(of: miss.criterion))
        isPast = found != side
        if found == 0 || count == 1 && !isPast { return count }
      }
      if isPast { strong = strength } else { weak = strength }
    }
    return Self.halvings
  }

  /// A random action, and for how many steps it is held.
  private typealias Move = (action: TaskAction, steps: Int)

  /// Returns a few random actions: weak or strong, along some axes or all.
  private mutating func moves() -> [Move] {
    (0...search.integer(below: 3)).map { _ in
      var action = environment.actionSpace.sample(from: &search)
      if case .vector(let numbers) = action {
        // one time in three at full strength, else less, so that little can happen too
        let strength = Float(min(1, search.uniform(in: 0.05...1.5)))
        action = .vector(numbers.map { search.integer(below: 3) == 0 ? 0 : strength * $0 })
      }
      return (action, 1 + search.integer(below: 6))
    }
  }

  /// Makes `moves`, weakened, from `start` on until the grade is there, and waits.
  ///
  /// - Returns: The moment at rest; nil where nothing sound came to rest.
  private func moment(
    after moves: [Move], _ strength: Double, from start: MissShelf.Moment, until miss: GradedMiss
  ) throws -> MissShelf.Moment? {
    _ = try environment.restore(start.snapshot)
    var isOver = false
    for (action, steps) in moves {
      for _ in 0..<steps where !isOver {
        isOver =
          try environment.step(action.weakened(strength)).ending != nil
          || miss.grade.side(of: environment.criteria.miss(of: miss.criterion)) == 0
      }
    }
    guard try environment.settle(), environment.metrics.isSound else { return nil }
    return try moment(start.seed)
  }

  /// Puts a moment on the shelf of what it misses most, if an image shows that.
  private mutating func shelve(_ moment: MissShelf.Moment) {
    note(moment.criteria)
    if moment.metrics.isSuccess {
      keep(success: moment)
    } else if let worst = moment.criteria.worst {
      shelves[worst.name, default: MissShelf()].add(moment)
    }
  }

  private mutating func keep(success: MissShelf.Moment) {
    successes.append(success)
    if successes.count > Self.mostSuccesses { successes.removeFirst() }
  }

  /// Adds the criteria that were not seen before to ``misses``.
  private mutating func note(_ criteria: [Criterion]) {
    for criterion in criteria
    where !criterion.isUnseen && !misses.contains(where: { $0.criterion == criterion.name }) {
      misses += MissGrade.allCases.map { GradedMiss(criterion.name, $0) }
    }
  }
}

extension TaskAction {
  /// Returns the action with its numbers times `strength`; a choice stays as it is.
  fileprivate func weakened(_ strength: Double) -> TaskAction {
    guard case .vector(let numbers) = self else { return self }
    return .vector(numbers.map { Float(strength) * $0 })
  }
}

extension Metrics {
  /// Whether nothing stands in something else: shapes overlap by 2 mm at most.
  ///
  /// A hand that is too strong presses itself into thin walls, which no example should show.
  package var isSound: Bool { self["deepest_contact"] ?? 0 <= 2e-3 }
}
