// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

extension VectorEnvironment {
  /// Runs a worker process: serves its environments until the vector is closed or the vector's process ends.
  ///
  /// - Parameters:
  ///   - number: The worker's number, which the program got as its last argument.
  ///   - make: Returns the entry and options that a recipe names, and the view that ``draw()`` renders.
  /// - Throws: ``VectorError/notABlock(descriptor:)`` when nobody shares memory with this process.
  public static func serve(
    _ number: Int,
    make: (_ recipe: String) throws -> (entry: Catalog.Entry, options: EnvironmentOptions, View)
  ) throws {
    let storage = try VectorStorage(descriptor: WorkerProcess.descriptor)
    guard (0..<storage.shape.workers).contains(number) else {
      throw VectorError.noSuchWorker(number, count: storage.shape.workers)
    }
    WorkerProcess.ignoreInterrupts()
    let parent = WorkerProcess.parent
    let owner = storage.control[VectorStorage.owner]
    let recipe = String(
      decoding: storage.recipe.elements(0..<storage.recipe.count), as: UTF8.self)
    let made = Swift.Result { try make(recipe) }
    let worker = VectorWorker(
      storage: storage, number: number, view: (try? made.get().2) ?? View()
    ) {
      let (entry, options, _) = try made.get()
      return try entry.make(options)
    }
    worker.run { WorkerProcess.parent != parent || !WorkerProcess.exists(owner) }
  }
}
