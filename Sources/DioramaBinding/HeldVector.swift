// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaTasks
internal import Foundation

/// A vector of environments that C holds.
final class HeldVector: Held {
  static let name = "vector"
  static let mark: UInt64 = 0xE2

  let recipe: EnvironmentSpecification
  let vector: VectorEnvironment
  let sizes: Sizes
  private let workers: VectorWorkers

  private enum WorkerKind: String, CaseIterable { case threads, processes }

  init(_ id: String?, count: Int, workers: Int, options: String) throws {
    try Library.prepare()
    var reader = try OptionReader(json: options)
    recipe = try EnvironmentSpecification(id, &reader)
    let autoreset = try reader.choice("autoreset", of: Autoreset.self) ?? .nextStep
    let command = try reader.texts("worker_command")
    var kind = try reader.choice("workers", of: WorkerKind.self)
    let picture = try recipe.picture(&reader)
    try reader.finish()
    let seesPixels = recipe.options.observation != .state
    var workers = workers
    if workers == 0, count > 0 {
      let drawsOnThreads = seesPixels && (kind == .threads || command == nil)
      workers =
        drawsOnThreads
        ? 1
        : try VectorWorkers.countThatPays(
          recipe.entry, count: count, options: recipe.options,
          atMost: ProcessInfo.processInfo.activeProcessorCount)
      // a single process would only be slower than the calling thread
      if workers == 1, kind == nil { kind = .threads }
    }
    switch kind ?? (seesPixels && command != nil ? .processes : .threads) {
    case .threads: self.workers = .threads(workers)
    case .processes:
      guard let command, !command.isEmpty else { throw VectorError.noWorkerCommand }
      self.workers = .processes(
        workers, command: command, recipe: recipe.text(picture: picture))
    }
    vector = try VectorEnvironment(
      recipe.entry, count: count, workers: self.workers, options: recipe.options,
      autoreset: autoreset, picture: picture)
    sizes = Sizes(
      recipe, actionSpace: vector.actionSpace, metricCount: vector.metricNames.count,
      horizon: vector.horizon)
  }

  var description: String {
    let fields = Description.fields(
      recipe.entry, observationSpace: vector.observationSpace, actionSpace: vector.actionSpace,
      cameras: vector.cameras, metrics: vector.metricNames, horizon: vector.horizon,
      isGrid: recipe.gridworld != nil)
    var options = Description.options(recipe.options, cameras: vector.cameras)
    options["count"] = Description.number(vector.count)
    options["workers"] = Description.number(vector.workerCount)
    options["worker_kind"] = .string(isThreads ? "threads" : "processes")
    options["autoreset"] = .string(vector.autoreset.rawValue)
    options["render_width"] = Description.number(vector.picture.width)
    options["render_height"] = Description.number(vector.picture.height)
    return JSONValue.object(fields.merging(options) { $1 }).description
  }

  private var isThreads: Bool { if case .threads = workers { true } else { false } }

  /// Checks the buffers that a reset or a step writes to.
  func check(_ outputs: Outputs) throws {
    let count = vector.count
    try outputs.now.check(sizes, count: count)
    if vector.autoreset == .sameStep {
      try outputs.final.check(sizes, count: count)
    } else {
      try outputs.checkNone(outputs.final, "of autoreset 'same_step'")
    }
    try outputs.reward.check(count)
    try outputs.terminated.check(count)
    try outputs.truncated.check(count)
    try outputs.status.check(count)
  }

  /// Runs `work`, and writes the rows of all environments, or of those in `mask`.
  ///
  /// The rows are written even if single environments failed.
  func write(
    to outputs: Outputs, mask: [Bool]? = nil, after work: () throws(VectorError) -> Void
  ) throws {
    var failure: VectorError?
    do throws(VectorError) { try work() } catch {
      guard case .failed = error else { throw error }
      failure = error
    }
    if let mask {
      for row in mask.indices where mask[row] { copy(row..<row + 1, to: outputs) }
    } else {
      copy(0..<vector.count, to: outputs)
    }
    if vector.autoreset == .sameStep {
      for row in 0..<vector.count where vector.ending(row) != nil {
        copy(row..<row + 1, of: vector.rows.end, to: outputs.final)
      }
    }
    if let failure { throw failure }
  }

  private func copy(_ range: Range<Int>, to outputs: Outputs) {
    copy(range, of: vector.rows.now, to: outputs.now)
    outputs.reward.copy(range, of: vector.rows.reward)
    outputs.terminated.copy(range, of: vector.rows.terminated)
    outputs.truncated.copy(range, of: vector.rows.truncated)
    for row in range {
      outputs.status.write(Int32(Failure.status(vector.failure(row))), at: row)
    }
  }

  private func copy(_ range: Range<Int>, of rows: VectorRows, to buffers: ObservationBuffers) {
    func scaled(_ count: Int) -> Range<Int> { range.lowerBound * count..<range.upperBound * count }
    buffers.state.copy(scaled(sizes.state), of: rows.state)
    buffers.pixels.copy(scaled(sizes.pixels), of: rows.pixels)
    buffers.achievedGoal.copy(scaled(sizes.goal), of: rows.achievedGoal)
    buffers.desiredGoal.copy(scaled(sizes.goal), of: rows.desiredGoal)
    buffers.metrics.copy(scaled(sizes.metrics), of: rows.metrics)
  }
}
