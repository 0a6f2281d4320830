// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

/// `ClipAction` and `RescaleAction` on an environment whose actions lie in [-1, 1] × [0, 10].
struct ActionWrapperTests {
  @Test func `clipping moves each number to the nearest that is taken`() throws {
    var environment = ClipAction(Countdown())
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.vector([-7, 11]))
    #expect(environment.base.lastAction == .vector([-1, 10]))
    _ = try environment.step(.vector([0.5, -0.1]))
    #expect(environment.base.lastAction == .vector([0.5, 0]))
    #expect(environment.actionSpace == environment.base.actionSpace)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `clipping leaves what is not finite to be refused`(value: Float) throws {
    var environment = ClipAction(Countdown())
    _ = try environment.reset(seed: 0)
    expectThrow("action[1] is \(value); actions must be finite") {
      () throws(SimulationError) in _ = try environment.step(.vector([0, value]))
    }
  }

  @Test func `clipping leaves choices alone`() throws {
    var environment = ClipAction(Countdown())
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.index(3))
    #expect(environment.base.lastAction == .index(3))
  }

  @Test func `rescaling maps the ends to the ends and the middle to the middle`() throws {
    var environment = RescaleAction(Countdown(), bounds: -2...6)
    #expect(environment.actionSpace == .box(low: [-2, -2], high: [6, 6]))
    _ = try environment.reset(seed: 0)
    for (action, expected) in [
      ([-2, -2], [-1, 0]), ([6, 6], [1, 10]), ([2, 2], [0, 5]), ([-2, 6], [-1, 10]),
    ] as [([Float], [Float])] {
      _ = try environment.step(.vector(action))
      #expect(environment.base.lastAction == .vector(expected))
    }
  }

  @Test func `errors of rescaling speak of the caller's bounds`() throws {
    var environment = RescaleAction(Countdown(), bounds: -2...6)
    _ = try environment.reset(seed: 0)
    expectThrow("action[1] is 6.5, outside -2.0...6.0; clip it or use ClipAction") {
      () throws(SimulationError) in _ = try environment.step(.vector([0, 6.5]))
    }
    expectThrow("action[0] is nan; actions must be finite") {
      () throws(SimulationError) in _ = try environment.step(.vector([.nan, 0]))
    }
    #expect(environment.base.lastAction == nil)
  }

  @Test func `bounds without room are a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = RescaleAction(Countdown(), bounds: 1...1) }
    await #expect(processExitsWith: .failure) {
      _ = RescaleAction(Countdown(), bounds: 0...(.infinity))
    }
  }

  @Test func `clipping outside of rescaling takes anything`() throws {
    var environment = ClipAction(RescaleAction(Countdown(), bounds: 0...1))
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.vector([9, -9]))
    #expect(environment.base.base.lastAction == .vector([1, 0]))
  }
}
