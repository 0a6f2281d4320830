// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// The transitions of a shard of a batch, as values of a graph.
public final class Batch: @unchecked Sendable {
  /// What was seen at the beginning of each transition, s.
  public let seen: Observed

  /// What was seen at its end, s'.
  public let next: Observed

  /// What was done, a: numbers in ±1, or the number of a choice.
  public let action: Value

  /// The discounted sum of rewards on the way, r.
  public let reward: Value

  /// How much the value of s' counts: `discount^n`, or 0 where the task was over.
  public let bootstrap: Value

  private let columns: [String: Value]
  private let names: [String]

  init(_ graph: Graph, _ problem: Problem, columns names: [String]) {
    seen = Observed(graph, problem)
    next = Observed(graph, problem)
    action = graph.input(problem.actionCount)
    reward = graph.input(1)
    bootstrap = graph.input(1)
    self.names = names
    columns = Dictionary(uniqueKeysWithValues: names.map { ($0, graph.input(1)) })
  }

  /// A number of each transition that the learner gives besides.
  public subscript(name: String) -> Value {
    guard let column = columns[name] else { preconditionFailure("no column is called '\(name)'") }
    return column
  }

  /// Fills in all rows from `replay`.
  ///
  /// - Parameters:
  ///   - transitions: The transitions, one a row.
  ///   - numbers: The columns, each with a number for each transition.
  ///   - replay: Where the transitions are.
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
    }
    for (name, numbers) in zip(names, numbers) {
      guard let column = columns[name]?.tensor else { continue }
      for row in transitions.indices { column[row - transitions.startIndex] = numbers[row] }
    }
  }
}

/// An ``Update`` of batches from a replay, planned when it is first needed.
public final class BatchUpdate: Saved {
  /// How many transitions a batch has.
  public let batchSize: Int

  private let problem: Problem
  private let compute: Compute
  private let columns: [String]
  private let record: (Graph, Batch) -> Void
  private var planned: (update: Update, batches: [Batch])?

  /// Describes an update.
  ///
  /// - Parameters:
  ///   - batchSize: How many transitions a batch has, an even number.
  ///   - problem: What is seen and done.
  ///   - compute: Threads and random numbers.
  ///   - columns: The names of the numbers that are given for each transition besides.
  ///   - record: Makes the stages for the transitions of a shard.
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

  /// The update, which is planned now if it was not.
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

  /// What all step sizes are multiplied by.
  public var rateScale: Float {
    get { update.rateScale }
    set { update.rateScale = newValue }
  }

  /// How many updates there were.
  public var count: Int { planned?.update.count ?? 0 }

  /// Makes one update.
  ///
  /// - Parameters:
  ///   - transitions: The batch.
  ///   - replay: Where its transitions are.
  ///   - columns: Each column's numbers, one for each transition.
  ///   - change: Changes the batch of a shard, and these of all rows, once it is filled in.
  public func callAsFunction(
    _ transitions: [SampledTransition], from replay: Replay, columns: [[Float]] = [],
    changing change: (@Sendable (_ batch: Batch, _ rows: Range<Int>) -> Void)? = nil
  ) {
    precondition(transitions.count == batchSize, "a batch has \(batchSize) transitions")
    let (update, batches) = plan()
    let rows = batchSize / Update.shardCount
    update { shard in
      let mine = shard * rows..<(shard + 1) * rows
      batches[shard].load(transitions[mine], columns, from: replay)
      change?(batches[shard], mine)
    }
  }

  /// Compares the gradients of all stages with finite differences, on transitions drawn from `replay`.
  ///
  /// - Parameters:
  ///   - replay: Where transitions are.
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

  /// The mean that the last update reported as `name`.
  public func measure(_ name: String) -> Float { update.measure(name) }

  public func save(to file: inout SafeTensors, as name: String) { update.save(to: &file, as: name) }

  public func load(from file: SafeTensors, as name: String) throws {
    try update.load(from: file, as: name)
  }
}

/// Numbers that are reported, by name.
public typealias Measures = [String: Float]

extension Measures {
  static func + (one: Measures, other: Measures) -> Measures { one.merging(other) { $1 } }
}
