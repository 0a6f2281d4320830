// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// The transitions of a shard of a batch, as values of a graph.
public final class Batch: @unchecked Sendable {
  /// The observations s at the beginning of each transition.
  public let seen: Observed

  /// The observations s' at its end.
  public let next: Observed

  /// The actions a: numbers in ±1, or the index of a discrete action.
  public let action: Value

  /// The discounted sums r of the rewards in each transition.
  public let reward: Value

  /// The factors of the value of s': `discount^n`, or 0 if the task terminated.
  public let bootstrap: Value

  /// The tasks that the transitions belong to; nil where there is one task alone, and where the state, which tells
  /// them apart, is not observed.
  public let tasks: TaskRows?

  private let columns: [String: Value]
  private let names: [String]

  init(_ graph: Graph, _ problem: Problem, columns names: [String]) {
    seen = Observed(graph, problem)
    next = Observed(graph, problem)
    action = graph.input(problem.actionCount)
    reward = graph.input(1)
    bootstrap = graph.input(1)
    let taskCount = problem.layout.taskCount
    tasks = taskCount > 0 ? TaskRows(index: graph.input(1), count: taskCount) : nil
    self.names = names
    columns = Dictionary(uniqueKeysWithValues: names.map { ($0, graph.input(1)) })
  }

  /// The additional column `name`, with a number for each transition.
  public subscript(name: String) -> Value {
    guard let column = columns[name] else { preconditionFailure("no column is called '\(name)'") }
    return column
  }

  /// Fills in all rows from `replay`.
  ///
  /// - Parameters:
  ///   - transitions: The transitions, one a row.
  ///   - numbers: The columns, each with a number for each transition.
  ///   - replay: The replay that holds the transitions.
  func load(
    _ transitions: ArraySlice<SampledTransition>, _ numbers: [[Float]], from replay: Replay
  ) {
    seen.load(transitions, of: replay) { ($0.slot, $0.shift, $0.goal) }
    next.load(transitions, of: replay) { ($0.nextSlot, $0.nextShift, $0.goal) }
    let (action, reward, bootstrap) = (action.tensor, reward.tensor, bootstrap.tensor)
    for (row, transition) in transitions.enumerated() {
      replay.copyAction(transition.slot, to: action, row: row, column: 0)
      reward[row] = transition.reward
      bootstrap[row] = transition.bootstrap
      if let tasks { tasks.index.tensor[row] = Float(replay.task(transition.slot) ?? 0) }
    }
    for (name, numbers) in zip(names, numbers) {
      guard let column = columns[name]?.tensor else { continue }
      for row in transitions.indices { column[row - transitions.startIndex] = numbers[row] }
    }
  }
}

/// An ``Update`` of batches from a replay, planned when it is first needed.
public final class BatchUpdate: Saved {
  /// The number of transitions in a batch.
  public let batchSize: Int

  private let problem: Problem
  private let compute: Compute
  private let columns: [String]
  private let record: (Graph, Batch) -> Void
  private var planned: (update: Update, batches: [Batch])?

  /// Describes an update.
  ///
  /// - Parameters:
  ///   - batchSize: The number of transitions in a batch, which is even.
  ///   - problem: The observations and actions.
  ///   - compute: Threads and random numbers.
  ///   - columns: The names of additional columns, each with a number for each transition.
  ///   - record: Records the stages of the update for the transitions of a shard.
  public init(
    _ batchSize: Int, of problem: Problem, _ compute: Compute, columns: [String] = [],
    record: @escaping (_ graph: Graph, _ batch: Batch) -> Void
  ) {
    self.batchSize = batchSize
    self.problem = problem
    self.compute = compute
    self.columns = columns
    self.record = record
  }

  /// The update, which is planned when it is first needed.
  package var update: Update { plan().update }

  private func plan() -> (update: Update, batches: [Batch]) {
    if let planned { return planned }
    var batches: [Batch] = []
    let update = Update(batchSize: batchSize, threads: compute.threads, seed: compute.seed) {
      batches.append(Batch($0, problem, columns: columns))
      record($0, batches[batches.count - 1])
    }
    planned = (update, batches)
    return (update, batches)
  }

  /// The factor that all step sizes are multiplied by.
  public var rateScale: Float {
    get { update.rateScale }
    set { update.rateScale = newValue }
  }

  /// The number of updates so far.
  public var count: Int { planned?.update.count ?? 0 }

  /// Makes one update.
  ///
  /// - Parameters:
  ///   - transitions: The transitions; where they are not as many as a batch, the update is of all of them.
  ///   - replay: The replay that holds its transitions.
  ///   - columns: Each column's numbers, one for each transition.
  ///   - change: Changes a shard's batch once it is filled in; `rows` are the shard's rows of the whole
  ///     batch.
  public func callAsFunction(
    _ transitions: [SampledTransition], from replay: Replay, columns: [[Float]] = [],
    changing change: (@Sendable (_ batch: Batch, _ rows: Range<Int>) -> Void)? = nil
  ) {
    let (update, batches) = plan()
    update(rows: transitions.count) { shard, mine in
      batches[shard].load(transitions[mine], columns, from: replay)
      change?(batches[shard], mine)
    }
  }

  /// Computes the gradient of the first stage's loss, and what it reports; no network changes.
  ///
  /// - Parameters:
  ///   - transitions: The transitions, any number of them.
  ///   - replay: The replay that holds them.
  ///   - columns: Each column's numbers, one for each transition.
  /// - Returns: The derivatives in all parameters of the stage's networks, one network after the other.
  package func gradient(
    _ transitions: [SampledTransition], from replay: Replay, columns: [[Float]] = []
  ) -> [Double] {
    let (update, batches) = plan()
    return update.gradient(rows: transitions.count) { shard, mine in
      batches[shard].load(transitions[mine], columns, from: replay)
    }
  }

  /// Compares the gradients of all stages with finite differences, on transitions drawn from `replay`.
  ///
  /// - Parameters:
  ///   - replay: The replay that transitions are drawn from.
  ///   - columns: Each column's numbers, one for each transition.
  /// - Returns: The derivatives that differ.
  package func wrongGradients(
    of replay: Replay, columns: [[Float]] = []
  ) -> [Update.WrongGradient] {
    var random = RandomStream("gradients", seed: 0)
    let transitions = replay.sample(batchSize, discount: 0.9, steps: 1, shift: 0, from: &random)
    let (update, batches) = plan()
    let rows = batchSize / Update.shardCount
    return update.wrongGradients { shard in
      batches[shard].load(transitions[shard * rows..<(shard + 1) * rows], columns, from: replay)
    }
  }

  /// The means that the last update reported, by name.
  public var measures: Measures {
    guard let update = planned?.update, update.count > 0 else { return [:] }
    return Dictionary(uniqueKeysWithValues: update.measures.map { ($0.name, $0.value) })
  }

  /// Returns the mean that the last update reported as `name`.
  public func measure(_ name: String) -> Float { update.measure(name) }

  public func save(to file: inout SafeTensors, as name: String) { update.save(to: &file, as: name) }

  public func load(from file: SafeTensors, as name: String) throws {
    try update.load(from: file, as: name)
  }
}

/// Measurements that are reported, by name.
public typealias Measures = [String: Float]

extension Measures {
  static func + (one: Measures, other: Measures) -> Measures { one.merging(other) { $1 } }
}
