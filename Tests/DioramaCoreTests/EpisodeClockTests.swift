// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import Testing

@Suite struct EpisodeClockTests {
  @Test func `an episode is truncated at the horizon, unless the task ends it first`() throws {
    var clock = EpisodeClock(horizon: 3)
    expectThrow("no episode is under way; call reset first") {
      () throws(SimulationError) in try clock.requireRunning()
    }
    clock.start()
    for _ in 0..<2 {
      clock.tick()
      #expect(clock.ending == nil)
    }
    clock.tick()
    #expect(clock.ending == .truncated && clock.steps == 3)
    expectThrow("the episode was truncated after 3 steps; call reset before the next step") {
      () throws(SimulationError) in try clock.requireRunning()
    }
    for (ending, steps) in [(Ending.terminated, 3), (.terminated, 1), (.truncated, 1)] {
      clock.start(after: steps - 1)
      clock.tick(ending)
      #expect(clock.ending == ending && clock.steps == steps)
    }
    clock.stop()
    #expect(clock.steps == -1 && clock.ending == nil)
  }

  @Test(
    arguments: [
      (0, false, nil), (2, true, .terminated), (3, true, .terminated),
      (3, false, .truncated), (-1, true, nil),
    ] as [(Int, Bool, Ending?)])
  func `it continues where it was`(steps: Int, isTerminal: Bool, ending: Ending?) {
    var clock = EpisodeClock(horizon: 3)
    clock.start(after: steps, isTerminal: isTerminal)
    #expect(clock.steps == steps && clock.ending == ending)
  }

  @Test func `a snapshot of another horizon, or beyond it, is refused`() throws {
    func read(_ words: [Int], _ clock: EpisodeClock) throws(SimulationError) -> Int {
      var writer = SnapshotWriter()
      for word in words { writer.write(word) }
      var reader = try SnapshotReader(Snapshot(environment: "e", words: writer.words), of: "e")
      return try reader.steps(of: clock)
    }
    let clock = EpisodeClock(horizon: 3)
    #expect(try read([2, 3], clock) == 2)
    #expect(try read([-1, 3], clock) == -1)
    for words in [[2, 4], [4, 3], [-2, 3]] { #expect((try? read(words, clock)) == nil) }
  }
}
