// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

/// No action makes a shipped task diverge, so that a snapshot must: with the greatest speed that one may have.
@Suite struct DivergenceTests {
  /// Where a snapshot has the state of the world: behind steps, horizon, seed and the state of the task.
  private func lost(_ environment: AnyEnvironment, word: Int) -> Snapshot {
    var words = environment.snapshot.words
    words[word] = (1e6).bitPattern
    return Snapshot(environment: environment.id.description, words: words)
  }

  @Test(arguments: [
    // the first mover's velocity: behind its position, quaternion and matrix; a towel's, from the end
    ("Pushing-v1", 3 + 5 + 1 + 19, "body 'mug' diverged at t = "),
    ("Draping-v1", -10, "cloth 'cloth' diverged at t = "),
  ])
  func `what diverges ends the episode and is named`(
    id: String, word: Int, message: String
  ) throws {
    let environment = try EnvironmentSuite.catalog.entry(id)
      .make(EnvironmentOptions(observation: .both))
    let start = try environment.reset(seed: 1)
    let count = environment.snapshot.words.count
    _ = try environment.restore(lost(environment, word: word < 0 ? count + word : word))
    let action = TaskAction.vector([Float](repeating: 0, count: id == "Draping-v1" ? 3 : 2))
    let error = #expect(throws: SimulationError.self) { try environment.step(action) }
    #expect(error?.description.hasPrefix(message) == true, "\(error.map { "\($0)" } ?? "")")
    // no step until the next reset
    #expect(throws: SimulationError.notReset) { try environment.step(action) }
    #expect(try environment.reset(seed: 1) == start)
    _ = try environment.step(action)
  }
}
