// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

/// A computation over the rows of one shard of a batch: recorded once, planned once, run at every
/// ``Update``.
///
/// Recording makes ``Value``s from others, and ends with stages: ``minimize(_:_:every:gradientNorm:projecting:)``. Four
/// rules say what an update computes:
///
/// - A value is computed once an update, where a stage first needs it. To see new weights, apply the
///   network again.
/// - The gradient of a stage reaches only the networks that it minimises.
/// - ``Value/detached`` lets no gradient through.
/// - Losses are averaged over the rows of all shards, and of all batches of an update that has several.
///
/// One thread may use it at a time.
public final class Graph: @unchecked Sendable {
  /// The number of rows of the shard.
  public let rows: Int

  /// The number of rows of all shards together.
  public let batchSize: Int

  /// The random numbers of values that are drawn, such as actions.
  package internal(set) var noise: RandomStream

  private(set) var stages: [Stage] = []
  private(set) var reports: [Report] = []
  private var nodes: [Node] = []
  private var stamp = 0
  /// The rows that count, from the first one on; those behind them fill up the last batch of an update.
  private var counted: Int
  /// The number of rows of all batches of the present update.
  private var total: Int
  /// Whether random values stay as they were drawn, to measure slopes.
  var isFrozen = false

  /// A stage of an update: a loss, and the networks that it trains.
  struct Stage {
    let loss: Node
    let networks: [TrainedNetwork]
    let interval: Int
    let gradientNorm: Float?
    /// The tasks whose gradients are projected; nil for the gradient of the loss as it is.
    let tasks: TaskRows?
    /// The values that the loss depends on, in the order of their computation.
    var order: [Node] = []
    /// The values among them that its gradient goes through.
    var active: [Node] = []
    /// The network nodes among these, each with the gradients that the stage needs.
    var applications: [(node: NetworkNode, gradients: Pass.Gradients)] = []
  }

  /// A value whose mean over the batch is reported.
  struct Report {
    let name: String
    let node: Node
    /// The index of the stage that computes it.
    var stage = 0
    /// The sum over the rows, in the last update that computed it.
    var sum: Float = 0
  }

  init(rows: Int, batchSize: Int, noise: RandomStream) {
    self.rows = rows
    self.batchSize = batchSize
    self.noise = noise
    (counted, total) = (rows, batchSize)
  }

  // MARK: Recording

  /// Makes a value that is filled in before each update, `[rows, width]`.
  ///
  /// - Parameters:
  ///   - width: The number of columns of a row.
  ///   - copies: The number of blocks of rows, where each copy of a network has an input of its own.
  /// - Returns: The value; ``Value/tensor`` is to be filled.
  public func input(_ width: Int, copies: Int = 1) -> Value {
    let node = Node(self, copies: copies, width: width)
    node.values = Tensor(shape: copies > 1 ? [copies, rows, width] : [rows, width])
    return add(node)
  }

  /// Makes images that are filled in before each update, `[rows, height, width, channels]`.
  public func pictures(_ shape: ImageShape) -> Value {
    let node = Node(self, width: LayerShape.image(shape).count)
    node.values = Tensor(rows, shape.height, shape.width, shape.channels)
    return add(node)
  }

  /// Makes a value that is `read` in each update and the same in all rows.
  public func scalar(_ read: @escaping () -> Float) -> Value {
    add(Node(self, forward: { $0.values.fill(read()) }))
  }

  /// Makes the number `number`, the same in all rows.
  public func constant(_ number: Float) -> Value { scalar { number } }

  /// Makes standard normal numbers that are drawn in each update, `[rows, width]`.
  public func normal(_ width: Int) -> Value { drawn(width) { Float($0.normal()) } }

  /// Makes numbers that are drawn uniformly from ±1 in each update, `[rows, width]`.
  public func uniform(_ width: Int) -> Value { drawn(width) { Float($0.uniform(in: -1...1)) } }

  private func drawn(_ width: Int, _ draw: @escaping (inout RandomStream) -> Float) -> Value {
    add(
      Node(
        self, width: width,
        forward: { [unowned self] node in
          guard !isFrozen else { return }
          for index in 0..<node.count { node.values[index] = draw(&noise) }
        }))
  }

  /// Computes `network` of `inputs`, whose columns it sees side by side.
  ///
  /// - Parameters:
  ///   - network: The network, with the weights that it has when the value is computed.
  ///   - inputs: The inputs `[rows, …]`; a single one may have a block of rows for each copy.
  /// - Returns: The output `[rows, width]`, or `[copies, rows, width]` where the network has copies.
  public func apply(_ network: Network, to inputs: Value...) -> Value {
    add(NetworkNode(self, network, inputs.map(\.node)))
  }

  /// Adds a stage, which computes the mean of `loss` and its gradient in `networks`, and updates these.
  ///
  /// - Parameters:
  ///   - loss: The loss of each row.
  ///   - networks: The networks to be trained.
  ///   - interval: The number of updates for each run of this stage.
  ///   - gradientNorm: The norm that the gradient in all `networks` together is clipped to; nil to leave it.
  ///   - tasks: The tasks of the rows, whose gradients are rid of conflicts by ``PCGrad``; nil to leave them.
  public func minimize(
    _ loss: Value, _ networks: any Trained..., every interval: Int = 1, gradientNorm: Float? = nil,
    projecting tasks: TaskRows? = nil
  ) {
    minimize(loss, networks, every: interval, gradientNorm: gradientNorm, projecting: tasks)
  }

  /// Adds a stage that trains the networks of a list; see
  /// ``minimize(_:_:every:gradientNorm:projecting:)-(_,Trained...,_,_,_)``.
  public func minimize(
    _ loss: Value, _ networks: [any Trained], every interval: Int = 1, gradientNorm: Float? = nil,
    projecting tasks: TaskRows? = nil
  ) {
    precondition(
      loss.node.copies == 1 && loss.node.width == 1, "a loss is one number a row; take a sum")
    precondition(interval > 0, "a stage comes every so many updates; \(interval) is not positive")
    var trained: [TrainedNetwork] = []
    for network in networks.flatMap(\.trained) where !trained.contains(where: { $0 === network }) {
      trained.append(network)
    }
    stages.append(
      Stage(
        loss: loss.node, networks: trained, interval: interval, gradientNorm: gradientNorm,
        tasks: tasks))
  }

  /// Reports the mean of `value` over the batch in ``Update/measures``.
  public func report(_ name: String, _ value: Value) {
    precondition(value.node.copies == 1 && value.node.width == 1, "a report is one number a row")
    reports.append(Report(name: name, node: value.node))
  }

  func add(_ node: Node) -> Value {
    node.id = nodes.count
    nodes.append(node)
    return Value(graph: self, node: node)
  }

  // MARK: Planning

  /// Decides which values each stage computes and which gradients it needs, and makes room for them.
  func plan() {
    for index in reports.indices {
      let needed = reports[index].node
      // with the first stage that computes it, or else the last one
      reports[index].stage =
        stages.firstIndex { ancestors(of: [$0.loss]).contains { $0 === needed } }
        ?? stages.count - 1
    }
    for index in stages.indices {
      let told = reports.filter { $0.stage == index }.map(\.node)
      stages[index].order = ancestors(of: [stages[index].loss] + told)
      stages[index].active = active(in: stages[index])
      for node in stages[index].active {
        node.needsGradient = true
        node.isActive = true
      }
      for case let node as NetworkNode in stages[index].active {
        var gradients: Pass.Gradients = stages[index].trains(node.network) ? .parameters : []
        if node.inputs.contains(where: \.isActive) { gradients.insert(.input) }
        stages[index].applications.append((node, gradients))
        node.gradients.formUnion(gradients)
      }
      for node in stages[index].active { node.isActive = false }
    }
    for node in stages.flatMap(\.order) { node.isNeeded = true }
    for node in nodes where node.isNeeded { node.plan() }
  }

  /// `ends` and all that they depend on, in the order of recording.
  private func ancestors(of ends: [Node]) -> [Node] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for node in ends { isNeeded[node.id] = true }
    for node in nodes.reversed() where isNeeded[node.id] {
      for input in node.inputs { isNeeded[input.id] = true }
    }
    return nodes.filter { isNeeded[$0.id] }
  }

  /// The values between the loss of `stage` and the weights of its networks, in the order of recording.
  private func active(in stage: Stage) -> [Node] {
    var leads = [Bool](repeating: false, count: nodes.count)
    for node in stage.order where !node.isDetached {
      leads[node.id] =
        node.inputs.contains { leads[$0.id] }
        || (node as? NetworkNode).map { stage.trains($0.network) } == true
    }
    // of these, those that the loss depends on by others that lead there
    var isReached = [Bool](repeating: false, count: nodes.count)
    isReached[stage.loss.id] = leads[stage.loss.id]
    for node in stage.order.reversed() where isReached[node.id] {
      for input in node.inputs where leads[input.id] { isReached[input.id] = true }
    }
    return stage.order.filter { isReached[$0.id] }
  }

  /// The gradients of `network` in stage `index`, one for each time that the graph applies the network.
  func gradients(of network: Network, in index: Int) -> [Tensor] {
    let found = stages[index].applications.compactMap { application in
      application.node.network === network ? application.node.parameterGradient : nil
    }
    precondition(!found.isEmpty, "the loss of stage \(index) does not depend on a network of it")
    return found
  }

  // MARK: Running

  /// Marks the values computed before as out of date.
  ///
  /// - Parameters:
  ///   - counted: The number of rows that count; all by default.
  ///   - total: The number of rows of the whole update; those of a batch by default.
  func begin(counting counted: Int? = nil, of total: Int? = nil) {
    stamp += 1
    self.counted = counted ?? rows
    self.total = total ?? batchSize
  }

  /// Computes the loss of stage `index` and its gradient.
  ///
  /// - Parameters:
  ///   - index: The index of the stage.
  ///   - isFirst: Whether this is the first batch of an update; sums of later ones are added to its own.
  ///   - isLast: Whether it is the last one, behind which gradients are those of all batches.
  ///   - task: The task whose rows alone the gradient is of; nil for all rows.
  func run(_ index: Int, isFirst: Bool = true, isLast: Bool = true, of task: Int? = nil) {
    forward(index, isFirst: isFirst)
    let stage = stages[index]
    for node in stage.active {
      node.isActive = true
      node.gradient.fill(0)
    }
    for (node, gradients) in stage.applications { node.wanted = gradients }
    stage.loss.gradient.fill(1 / Float(total))
    for row in counted..<rows { stage.loss.gradient[row] = 0 }
    if let task, let tasks = stage.tasks?.index.tensor {
      for row in 0..<rows where tasks[row] != Float(task) { stage.loss.gradient[row] = 0 }
    }
    for node in stage.active.reversed() { node.backward() }
    for node in stage.active { node.isActive = false }
    guard !(isFirst && isLast) else { return }
    for (node, gradients) in stage.applications where gradients.contains(.parameters) {
      node.addUp(isFirst: isFirst, isLast: isLast)
    }
  }

  /// Computes the values that stage `index` needs and this update has not computed yet.
  private func forward(_ index: Int, isFirst: Bool) {
    for node in stages[index].order where node.stamp != stamp {
      node.forward()
      node.stamp = stamp
    }
    for report in reports.indices where reports[report].stage == index {
      let values = reports[report].node.values
      var sum: Float = 0
      for row in 0..<counted { sum += values[row] }
      // as if the update were of one batch, which checkpoints of sums rely on
      if total != batchSize { sum *= Float(batchSize) / Float(total) }
      reports[report].sum = isFirst ? sum : reports[report].sum + sum
    }
  }

  /// Computes the values between the loss of stage `index` and its networks again.
  ///
  /// - Returns: The sum of the losses of all rows.
  func repeatForward(_ index: Int) -> Double {
    for node in stages[index].active { node.forward() }
    return (0..<rows).reduce(0) { $0 + Double(stages[index].loss.values[$1]) }
  }

  /// Restores the state of a checkpoint.
  func restore(noise: RandomStream, sums: [Float]) {
    self.noise = noise
    for (index, sum) in sums.enumerated() { reports[index].sum = sum }
  }
}

extension Graph.Stage {
  /// Whether it trains `network`.
  func trains(_ network: Network) -> Bool { networks.contains { $0.network === network } }
}
