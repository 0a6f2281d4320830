// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct TimeLimitTests {
  @Test func `an episode is truncated exactly at the limit`() throws {
    var environment = TimeLimit(Countdown(), limit: 3)
    _ = try environment.reset(seed: 0)
    let endings = try (0..<3).map { _ in try environment.step(.nothing).ending }
    #expect(endings == [nil, nil, .truncated])
    expectThrow("the episode was truncated after 3 steps; call reset before the next step") {
      () throws(SimulationError) in _ = try environment.step(.nothing)
    }
  }

  @Test func `a reset starts the count again, in the middle too`() throws {
    var environment = TimeLimit(Countdown(), limit: 2)
    for _ in 0..<3 {
      _ = try environment.reset(seed: 0)
      #expect(try environment.step(.nothing).ending == nil)
    }
    #expect(try environment.step(.nothing).ending == .truncated)
    _ = try environment.reset(seed: 0)
    #expect(try environment.step(.nothing).ending == nil)
  }

  @Test func `what the task itself ends is terminated, at the limit too`() throws {
    var environment = TimeLimit(Countdown(length: 3), limit: 3)
    _ = try environment.reset(seed: 0)
    let endings = try (0..<3).map { _ in try environment.step(.nothing).ending }
    #expect(endings == [nil, nil, .terminated])
    expectThrow("the episode was terminated after 3 steps; call reset before the next step") {
      () throws(SimulationError) in _ = try environment.step(.nothing)
    }
  }

  @Test func `an episode that is truncated inside is over outside, too`() throws {
    var environment = TimeLimit(TimeLimit(Countdown(), limit: 1), limit: 3)
    _ = try environment.reset(seed: 0)
    #expect(try environment.step(.nothing).ending == .truncated)
    expectThrow("the episode was truncated after 1 steps; call reset before the next step") {
      () throws(SimulationError) in _ = try environment.step(.nothing)
    }
  }

  @Test func `a step before the first reset is refused`() {
    var environment = TimeLimit(Countdown(), limit: 3)
    expectThrow("no episode is under way; call reset first") {
      () throws(SimulationError) in _ = try environment.step(.nothing)
    }
  }

  @Test func `a refused action does not count`() throws {
    var environment = TimeLimit(Countdown(), limit: 2)
    _ = try environment.reset(seed: 0)
    for _ in 0..<5 {
      expectThrow("action[0] is nan; actions must be finite") {
        () throws(SimulationError) in _ = try environment.step(.vector([.nan, 0]))
      }
    }
    #expect(try environment.step(.nothing).ending == nil)
    #expect(try environment.step(.nothing).ending == .truncated)
  }

  @Test func `a limit of nothing is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = TimeLimit(Countdown(), limit: 0) }
  }
}

/// Expects `body` to throw the error with this whole message.
func expectThrow(
  _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(SimulationError) -> Void
) {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch {
    #expect(error.description == message, sourceLocation: sourceLocation)
  }
}
