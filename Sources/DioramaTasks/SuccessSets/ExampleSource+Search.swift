// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

/// The search for near misses.
extension ExampleSource {
  /// The steps in which a near miss is looked for; a third of that where one was found before.
  static let patience = 1_500
  /// The steps that coming to rest counts for; it takes 5 to 50.
  static let settling = 20
  /// The number of times that the same actions are tried, further or weaker.
  static let tries = 8
  /// The number of steps from which moves that change nothing are not made for longer.
  static let longMoves = 10
  /// The number of searches after which the task stages something.
  static let stagingPeriod = 16
  /// The most successes of a kind that are kept to go on from, and the most ways to a near miss.
  static let mostKept = 16

  /// A random action, and for how many steps it is held.
  struct Move {
    var action: TaskAction
    let steps: Int

    /// Returns the move with its action times `strength`.
    func scaled(_ strength: Double) -> Self {
      Move(action: action.scaled(strength), steps: steps)
    }
  }

  /// Looks for a near miss; nil where it was not found, or not lately.
  mutating func find(
    _ miss: GradedMiss, _ watch: () throws -> Void
  ) throws -> MissShelf.Moment? {
    if let moment = shelves[miss.criterion]?.take(miss.grade) { return moment }
    guard searches[miss, default: Search()].isDue() else { return nil }
    repeat {
      var patience = searches[miss]?.isFound == true ? Self.patience / 3 : Self.patience
      while patience > 0 {
        patience -= try look(for: miss, watch)
        if let moment = shelves[miss.criterion]?.take(miss.grade) { return moment }
      }
    } while miss.grade == .twice && shelves[miss.criterion]?.relax() == true
    searches[miss]?.fail()
    return nil
  }

  /// How the search for a near miss went so far.
  struct Search {
    private(set) var isFound = false
    /// The times that it is not looked for, after each failure twice as many as after the one before.
    private var pause = 1
    private var left = 0

    /// Whether it was looked for in vain, and never found.
    var isGivenUp: Bool { pause > 1 && !isFound }

    /// Returns whether it is to be looked for now that it is asked for.
    mutating func isDue() -> Bool {
      left -= 1
      return left < 0 && !isGivenUp
    }

    mutating func succeed() { (isFound, pause, left) = (true, 1, 0) }

    mutating func fail() {
      left = pause
      pause *= 2
    }
  }

  /// Looks at some more moments at rest, and puts them on their shelves.
  ///
  /// - Returns: The number of steps.
  private mutating func look(
    for miss: GradedMiss, _ watch: () throws -> Void
  ) throws -> Int {
    searchCount += 1
    try watch()
    // what the task stages itself joins now and then, unless that has to be planned
    let kinds = entry.exampleKinds.filter { entry.isExpertScripted || $0 == .elsewhere }
    if !kinds.isEmpty, searchCount.isMultiple(of: Self.stagingPeriod) {
      let (kind, seed) = (kinds[searchCount / Self.stagingPeriod % kinds.count], search.bits())
      if try environment.stage(kind, seed: seed) {
        let moment = try MissShelf.Moment(seed, of: environment)
        if kind == .success {
          successes.append(moment, keeping: Self.mostKept)
        } else {
          shelve(moment)
        }
      }
      return Self.settling
    }
    if successes.isEmpty, let success = try stage(.success, &search, watch) {
      successes.append(success, keeping: Self.mostKept)
    }
    if let known = ways[miss], !successes.isEmpty, search.integer(below: 2) == 0 {
      let strength = search.uniform(in: 0.8...1.25)
      let way = search.element(of: known).map { $0.scaled(strength) }
      return try disturb(search.element(of: successes), by: way, until: miss, watch)
    }
    guard let start = start(for: miss) else { return Self.settling }
    return try disturb(start, by: moves(), until: miss, watch)
  }

  /// Returns a moment to go on from: a success, or what is missed by somewhat less or more.
  private mutating func start(for miss: GradedMiss) -> MissShelf.Moment? {
    let choice = search.integer(below: 3)
    if choice == 0, let start = shelves[miss.criterion]?.start(for: miss.grade, &search) {
      return start
    }
    if choice == 1, !foundSuccesses.isEmpty { return search.element(of: foundSuccesses) }
    return successes.isEmpty ? nil : search.element(of: successes)
  }

  /// Makes `moves` from `start` on, and waits.
  ///
  /// Where that does not get to the grade that is wanted, the same is done for longer; where it goes past it,
  /// the last moves are tried again at strengths between nought and theirs, found by halving.
  ///
  /// - Returns: The number of steps.
  private mutating func disturb(
    _ start: MissShelf.Moment, by moves: [Move], until miss: GradedMiss,
    _ watch: () throws -> Void
  ) throws -> Int {
    // what slides on when it is let go gets there by halving only
    let stops = search.integer(below: 2) == 0
    let side = miss.side(of: start.criteria)
    let isFromSuccess = start.metrics.isSuccess
    var (start, moves, way) = (start, moves, [Move]())
    var (weak, strong): (Double, Double?) = (0, nil)
    var count = 0
    for _ in 0..<Self.tries {
      try watch()
      let strength = strong.map { (weak + $0) / 2 } ?? 1
      let tried = moves.map { $0.scaled(strength) }
      var isPast = false
      count += tried.stepCount
      switch try outcome(of: tried, from: start, miss, stops: stops) {
      case .nothing:
        if strong == nil {
          guard moves.stepCount <= Self.longMoves else { return count }
          moves += moves
          continue
        }
      case .noRest:
        count += Self.settling
        isPast = true  // less may be enough
      case .rest(let moment):
        count += Self.settling
        if moment.differs(from: start) { shelve(moment) }
        let found = miss.side(of: moment.criteria)
        if found == 0 {
          if isFromSuccess, moment.criteria.worst?.name == miss.criterion {
            ways[miss, default: []].append(way + tried, keeping: Self.mostKept)
          }
          return count
        }
        isPast = found != side
        if strong == nil, !isPast {
          (start, way) = (moment, way + moves)
          continue
        }
      }
      if isPast { strong = strength } else { weak = strength }
    }
    return count
  }

  /// What came of some moves.
  private enum Outcome {
    /// The criterion that is wanted did not change.
    case nothing
    /// Nothing sound came to rest.
    case noRest
    case rest(MissShelf.Moment)
  }

  /// Makes `moves` from `start` on, and waits if they change the criterion that is wanted.
  ///
  /// - Parameters:
  ///   - moves: The moves.
  ///   - start: Where they begin.
  ///   - miss: The near miss that is wanted.
  ///   - stops: Whether they end where it is reached.
  /// - Returns: What came of them.
  /// - Throws: An error of the environment.
  private func outcome(
    of moves: [Move], from start: MissShelf.Moment, _ miss: GradedMiss, stops: Bool
  ) throws -> Outcome {
    _ = try environment.restore(start.snapshot)
    var isOver = false
    for move in moves {
      for _ in 0..<move.steps where !isOver {
        isOver =
          try environment.step(move.action).ending != nil
          || stops && miss.side(of: environment.criteria) == 0
      }
    }
    guard environment.criteria.differ(from: start.criteria, in: miss.criterion) else {
      return .nothing
    }
    guard try environment.settle(), environment.metrics.isSound else { return .noRest }
    return .rest(try MissShelf.Moment(start.seed, of: environment))
  }

  /// Returns a few random moves: weak or strong, along one axis or several.
  private mutating func moves() -> [Move] {
    (0...search.integer(below: 3)).map { _ in
      Move(action: action(), steps: 1 + search.integer(below: 6))
    }
  }

  private mutating func action() -> TaskAction {
    let sample = environment.actionSpace.sample(from: &search)
    guard case .vector(let numbers) = sample else { return sample }
    // one time in three at full strength, else less, so that little can happen too
    let strength = Float(min(1, search.uniform(in: 0.05...1.5)))
    let axis = search.integer(below: numbers.count)
    let isAlone = search.integer(below: 2) == 0
    return .vector(
      numbers.enumerated().map { index, number in
        if isAlone { return index != axis ? 0 : number < 0 ? -strength : strength }
        return search.integer(below: 3) == 0 ? 0 : strength * number
      })
  }

  /// Puts a moment on the shelf of what it misses most, if an image shows that, or keeps it as a success.
  private mutating func shelve(_ moment: MissShelf.Moment) {
    note(moment.criteria)
    if moment.metrics.isSuccess {
      foundSuccesses.append(moment, keeping: Self.mostKept)
    } else if let worst = moment.criteria.worst {
      shelves[worst.name, default: MissShelf()].add(moment)
    }
  }

  /// Adds the criteria that were not seen before to ``misses``.
  mutating func note(_ criteria: [Criterion]) {
    for criterion in criteria
    where !criterion.isUnseen && !misses.contains(where: { $0.criterion == criterion.name }) {
      misses += MissGrade.allCases.map { GradedMiss(criterion.name, $0) }
    }
  }
}

extension [ExampleSource.Move] {
  /// The steps of all moves together.
  fileprivate var stepCount: Int { reduce(0) { $0 + $1.steps } }
}

extension RandomStream {
  /// Draws one of `values`, which are not empty.
  fileprivate mutating func element<Value>(of values: [Value]) -> Value {
    values[integer(below: values.count)]
  }
}

extension TaskAction {
  /// Returns the action with its numbers times `strength`, in bounds; a choice stays as it is.
  fileprivate func scaled(_ strength: Double) -> TaskAction {
    guard case .vector(let numbers) = self else { return self }
    return .vector(numbers.map { min(max(Float(strength) * $0, -1), 1) })
  }
}
