// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

@Suite("Mistakes with several environments")
struct VectorErrorTests {
  private func pendulums(
    _ count: Int = 3, workers: VectorWorkers = .threads(2), autoreset: Autoreset = .nextStep,
    horizon: Int = 2
  ) throws -> VectorEnvironment {
    try VectorEnvironment(
      EnvironmentSuite.catalog.entry("Pendulum-v1"), count: count, workers: workers,
      options: EnvironmentOptions(horizon: horizon), autoreset: autoreset)
  }

  @Test func `are refused before anything is made`() throws {
    #expect(throws: VectorError.noEnvironments(0)) { try pendulums(0) }
    #expect(throws: VectorError.noWorkers(0)) { try pendulums(workers: .threads(0)) }
    #expect(throws: VectorError.noWorkerCommand) {
      try pendulums(workers: .processes(2, command: [], recipe: ""))
    }
    #expect(throws: CatalogError.horizon(0)) { try pendulums(horizon: 0) }
    // never more workers than environments
    let vector = try pendulums(2, workers: .threads(9))
    #expect(vector.workerCount == 2)
    vector.close()
  }

  @Test func `leave every environment where it was`() throws {
    let vector = try pendulums()
    defer { vector.close() }
    let zero = TaskAction.vector([0])
    #expect(throws: VectorError.refused(index: 0, .notReset)) {
      try vector.step([zero, zero, zero])
    }
    #expect(throws: VectorError.rowCount("seeds", count: 1, expected: 3)) {
      try vector.reset(seeds: [1])
    }
    #expect(throws: VectorError.emptyMask) {
      try vector.reset(seeds: [1, 2, 3], mask: [false, false, false])
    }
    try vector.reset(seed: 0)
    let before = (0..<3).map { vector.observation($0) }
    #expect(throws: VectorError.rowCount("actions", count: 2, expected: 3)) {
      try vector.step([zero, zero])
    }
    #expect(
      throws: VectorError.refused(
        index: 2, .actionOutOfBounds(index: 0, value: 2, bounds: -1...1))
    ) { try vector.step([zero, zero, .vector([2])]) }
    #expect(throws: VectorError.refused(index: 1, .wrongActionKind(space: vector.actionSpace))) {
      try vector.step([zero, .index(0), zero])
    }
    #expect((0..<3).map { vector.observation($0) } == before)
    try vector.step([zero, zero, zero])
    #expect(vector.observation(0) != before[0])
  }

  @Test func `are told where episodes end and nothing resets them`() throws {
    let vector = try pendulums(autoreset: .disabled)
    defer { vector.close() }
    let zero = [TaskAction](repeating: .vector([0]), count: 3)
    try vector.reset(seed: 0)
    try vector.step(zero)
    try vector.step(zero)
    #expect(throws: VectorError.refused(index: 0, .episodeOver(.truncated, stepCount: 2))) {
      try vector.step(zero)
    }
    vector.close()
    #expect(throws: VectorError.closed) { try vector.step(zero) }
    #expect(throws: VectorError.closed) { try vector.reset(seed: 0) }
  }
}
