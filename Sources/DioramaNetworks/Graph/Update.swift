// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
package import DioramaMath

/// A gradient step of a learner: the stages of a ``Graph``, computed in shards side by side.
///
/// The result depends on the number of shards, but not on the number of threads that share them. Running an
/// update allocates no memory for numbers.
public final class Update {
  /// The number of shards that a batch is divided into.
  public static let shardCount = 2

  /// The number of rows of a batch.
  public let batchSize: Int

  /// The number of updates made so far.
  public private(set) var count = 0

  /// The factor of all step sizes.
  public var rateScale: Float = 1

  private let pool: ShardPool
  private let graphs: [Graph]
  fileprivate let steps: [[OptimizerStep]]
  /// The gradients by task of the stages that project them; nil for the others.
  private let taskGradients: [TaskGradients?]
  private let seed: UInt64

  /// Records the computation.
  ///
  /// - Parameters:
  ///   - batchSize: The number of rows of a batch, an even number.
  ///   - threads: The number of threads that share an update; the result does not depend on it.
  ///   - seed: The seed of the random numbers of values that are drawn.
  ///   - record: Makes the stages of one shard; it is called once for each shard.
  /// - Throws: What `record` throws.
  public init(
    batchSize: Int, threads: Int, seed: UInt64, record: (Graph) throws -> Void
  ) rethrows {
    precondition(
      batchSize > 0 && batchSize % Self.shardCount == 0, "\(batchSize) rows make no equal shards")
    self.batchSize = batchSize
    self.seed = seed
    graphs = try (0..<Self.shardCount).map { shard in
      let graph = Graph(
        rows: batchSize / Self.shardCount, batchSize: batchSize,
        noise: RandomStream("noise \(shard)", seed: seed))
      try record(graph)
      graph.plan()
      return graph
    }
    pool = ShardPool(shards: Self.shardCount, threads: threads)
    let graphs = graphs
    steps = graphs[0].stages.indices.map { stage in
      // the same networks in the same order in each shard
      graphs[0].stages[stage].networks.map { trained in
        OptimizerStep(trained, graphs.flatMap { $0.gradients(of: trained.network, in: stage) })
      }
    }
    taskGradients = zip(graphs[0].stages, steps).map { stage, steps in
      stage.tasks.map { TaskGradients(tasks: $0.count, steps.map(\.adam.gradients)) }
    }
  }

  /// Fills in the inputs of the shard with this index, which computes `rows` of the update.
  public typealias Load = @Sendable (_ shard: Int, _ rows: Range<Int>) -> Void

  /// Makes one update of a batch.
  ///
  /// - Parameter load: Fills in the inputs of the shard with this index.
  public func callAsFunction(_ load: @escaping @Sendable (_ shard: Int) -> Void) {
    self(rows: batchSize) { shard, _ in load(shard) }
  }

  /// Makes one update of any number of rows, in as many batches as hold them.
  ///
  /// Each step follows from the gradient of all rows. Those that fill up the last batch count nothing.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - load: Fills in the inputs of a shard; of several batches, once for each stage.
  public func callAsFunction(rows: Int, _ load: @escaping Load) {
    count += 1
    var isLoaded = false
    for (stage, steps) in zip(graphs[0].stages.indices, steps) {
      let settings = graphs[0].stages[stage]
      guard count % settings.interval == 0 else { continue }
      differentiate(stage, rows: rows, isLoaded: isLoaded, load)
      isLoaded = rows <= batchSize
      let number = count / settings.interval
      let scale = settings.gradientNorm.map { self.scale(steps, to: $0) } ?? 1
      pool.run { [rateScale] part in
        for step in steps {
          step(number, part: part, of: Self.shardCount, scale: scale, rateScale: rateScale)
        }
      }
    }
  }

  /// Computes the gradient of the first stage's loss, and what it reports; no network changes.
  ///
  /// - Parameters:
  ///   - rows: The number of rows; see ``callAsFunction(rows:_:)``.
  ///   - load: Fills in the inputs of a shard.
  /// - Returns: The derivatives in all parameters of the stage's networks, one network after the other.
  public func gradient(rows: Int, _ load: @escaping Load) -> [Double] {
    differentiate(0, rows: rows, isLoaded: false, load)
    return steps[0].flatMap { step in
      step.adam.gradients.reduce(
        into: [Double](repeating: 0, count: step.adam.network.parameters.count)
      ) { sum, part in
        for index in sum.indices { sum[index] += Double(part[index]) }
      }
    }
  }

  /// Computes the loss of a stage and its gradient, which is made of those of its tasks if it projects them.
  private func differentiate(_ stage: Int, rows: Int, isLoaded: Bool, _ load: @escaping Load) {
    guard let tasks = taskGradients[stage] else {
      differentiate(stage, of: nil, rows: rows, isLoaded: isLoaded, load)
      return
    }
    for task in 0..<tasks.count {
      let isLoaded = isLoaded || task > 0 && rows <= batchSize
      differentiate(stage, of: task, rows: rows, isLoaded: isLoaded, load)
      tasks.keep(task)
    }
    // made anew for each update, so that there is nothing to save
    var order = RandomStream("surgery \(stage) \(count)", seed: seed)
    tasks.combine(&order)
  }

  /// Computes the loss of a stage and its gradient in the rows of `task`, or in all rows if nil, batch by batch.
  private func differentiate(
    _ stage: Int, of task: Int?, rows: Int, isLoaded: Bool, _ load: @escaping Load
  ) {
    precondition(rows > 0, "an update of \(rows) rows has no gradient")
    let (graphs, batchSize, share) = (graphs, batchSize, batchSize / Self.shardCount)
    let batches = (rows + batchSize - 1) / batchSize
    for batch in 0..<batches {
      pool.run { shard in
        if !isLoaded {
          let first = batch * batchSize + shard * share
          let mine = min(first, rows)..<min(first + share, rows)
          load(shard, mine)
          graphs[shard].begin(counting: mine.count, of: rows)
        }
        graphs[shard].run(
          stage, isFirst: batch == 0, isLast: batch == batches - 1, of: task)
      }
    }
  }

  /// The means over the rows of the last update that were reported, by name.
  public var measures: [(name: String, value: Float)] {
    let rows = Float(batchSize)
    return graphs[0].reports.indices.map { index in
      (graphs[0].reports[index].name, graphs.reduce(0) { $0 + $1.reports[index].sum / rows })
    }
  }

  /// The mean over the rows of the last update that was reported as `name`.
  public func measure(_ name: String) -> Float {
    guard let index = graphs[0].reports.firstIndex(where: { $0.name == name }) else { return .nan }
    let rows = Float(batchSize)
    return graphs.reduce(0) { $0 + $1.reports[index].sum / rows }
  }

  /// The factor that clips the gradient in the networks of `steps` to the length `norm`.
  private func scale(_ steps: [OptimizerStep], to norm: Float) -> Float {
    let squares = Tensor(Self.shardCount)
    pool.run { part in
      squares[part] = Float(steps.reduce(0) { $0 + $1.squares(part: part, of: Self.shardCount) })
    }
    let length = squares.values.reduce(0, +).squareRoot()
    return length > norm ? norm / (length + 1e-6) : 1
  }

  /// The optimiser of a network in a stage, and its target network.
  fileprivate struct OptimizerStep: Sendable {
    let adam: Adam
    let target: Network?
    let smoothing: Float

    init(_ trained: TrainedNetwork, _ gradients: [Tensor]) {
      adam = Adam(trained.network, trained.optimizer, gradients: gradients)
      target = trained.follower?.network
      smoothing = trained.follower?.smoothing ?? 0
    }

    func callAsFunction(
      _ number: Int, part: Int, of parts: Int, scale: Float, rateScale: Float
    ) {
      adam.step(
        number, part: part, of: parts, scale: scale, rateScale: rateScale, target: target,
        smoothing: smoothing)
    }

    func squares(part: Int, of parts: Int) -> Double { adam.squares(part: part, of: parts) }
  }
}

extension Update {
  /// The optimisers of all stages, in the order of the stages and of their networks.
  package var optimizers: [Adam] { steps.flatMap { $0.map(\.adam) } }

  /// The state of each shard: its random numbers, and the sums that it reported last.
  package var shards: [(noise: RandomStream, sums: [Float])] {
    get { graphs.map { ($0.noise, $0.reports.map(\.sum)) } }
    set {
      for (graph, state) in zip(graphs, newValue) {
        graph.restore(noise: state.noise, sums: state.sums)
      }
    }
  }

  /// Restores the count of a checkpoint.
  package func restore(count: Int) { self.count = count }

  /// A derivative that is not the slope of its loss.
  package struct WrongGradient: CustomStringConvertible {
    package let description: String
  }

  /// Compares the gradients of all stages with finite differences of their losses.
  ///
  /// At a kink of a loss, as with ReLU, a derivative has to lie between the slopes on both sides. The
  /// networks stay as they are.
  ///
  /// - Parameters:
  ///   - samples: The number of parameters of each network that are tried.
  ///   - step: The distance by which a parameter is moved.
  ///   - load: Fills in the inputs of the shard with this index.
  /// - Returns: The derivatives that differ.
  package func wrongGradients(
    samples: Int = 40, step: Float = 1e-3, _ load: (_ shard: Int) -> Void
  ) -> [WrongGradient] {
    for (shard, graph) in graphs.enumerated() {
      load(shard)
      graph.begin()
    }
    var wrong: [WrongGradient] = []
    for (stage, steps) in zip(graphs[0].stages.indices, steps) {
      for graph in graphs { graph.run(stage) }
      for graph in graphs { graph.isFrozen = true }
      defer { for graph in graphs { graph.isFrozen = false } }
      func loss() -> Double {
        graphs.reduce(0) { $0 + $1.repeatForward(stage) } / Double(batchSize)
      }
      for (index, optimizer) in steps.map(\.adam).enumerated() {
        let parameters = optimizer.network.parameters
        let gradient = optimizer.gradients.map(\.values)
        let used = optimizer.network.slots.flatMap { $0.offset..<($0.offset + $0.count) }
        let found = used.map { position in gradient.reduce(0) { $0 + Double($1[position]) } }
        let rounding = max((found.map(abs).max() ?? 0) * 4e-3, 2e-5)
        for sample in 0..<min(samples, used.count) {
          let at = sample * used.count / min(samples, used.count)
          let value = parameters[used[at]]
          let here = loss()
          parameters[used[at]] = value + step
          let above = (loss() - here) / Double(step)
          parameters[used[at]] = value - step
          let below = (here - loss()) / Double(step)
          parameters[used[at]] = value
          let range = (min(above, below) - rounding)...(max(above, below) + rounding)
          guard !range.contains(found[at]) else { continue }
          wrong.append(
            WrongGradient(
              description: "stage \(stage), network \(index), weight \(used[at]): "
                + "\(found[at]) is not in \(range)"))
        }
      }
      _ = loss()
    }
    return wrong
  }
}
