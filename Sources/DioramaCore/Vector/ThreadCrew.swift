// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath

/// The worker threads of a vector, of which the caller's is the first.
///
/// They share the environments in blocks, and where states are observed, the first free thread takes the next
/// block: a thread that is late holds up no block that it has not begun. Where images are observed, a block
/// stays on its thread, which draws it fastest.
final class ThreadCrew {
  private let blocks: [Block]
  private let pool: ShardPool

  /// A block of environments, which one thread uses at a time, as the pool says.
  private final class Block: @unchecked Sendable {
    let worker: VectorWorker
    var environments: [AnyEnvironment] = []

    init(_ worker: VectorWorker) { self.worker = worker }
  }

  /// Makes the environments; those that cannot be made say so in the rows' status.
  init(
    _ storage: VectorStorage, view: View, draws: Bool,
    make: @escaping @Sendable () throws -> AnyEnvironment
  ) {
    let count = storage.shape.workers
    blocks = (0..<count).map {
      Block(VectorWorker(storage: storage, number: $0, view: view, make: make))
    }
    pool = ShardPool(shards: count, threads: count, isPinned: draws)
    pool.run { [blocks] in blocks[$0].environments = blocks[$0].worker.made() ?? [] }
  }

  /// Carries out the orders of all environments.
  func work() { pool.run { [blocks] in blocks[$0].worker.serve(blocks[$0].environments) } }

  /// Ends the threads and the environments; nothing but this may be called afterwards.
  func close() {
    pool.close()
    for block in blocks { block.environments = [] }
  }
}
