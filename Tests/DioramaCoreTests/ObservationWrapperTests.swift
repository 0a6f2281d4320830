// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct ObservationWrapperTests {
  @Test func `a stack is filled by the reset, and the newest comes last`() throws {
    var environment = FrameStack(Countdown(length: 3), count: 3)
    #expect(try environment.reset(seed: 10) == [[10], [10], [10]])
    #expect(try environment.step(.nothing).observation == [[10], [10], [11]])
    #expect(try environment.step(.nothing).observation == [[10], [11], [12]])
    let last = try environment.step(.vector([0.5, 0]))
    #expect(last == Step(observation: [[11], [12], [13]], reward: 0.5, ending: .terminated))
    #expect(try environment.reset(seed: 20) == [[20], [20], [20]])
    #expect(environment.observationSpace == environment.base.observationSpace)
  }

  @Test func `a refused step leaves the stack as it was`() throws {
    var environment = FrameStack(Countdown(), count: 2)
    expectThrow("no episode is under way; call reset first") {
      () throws(SimulationError) in _ = try environment.step(.nothing)
    }
    _ = try environment.reset(seed: 0)
    expectThrow("action[0] is inf; actions must be finite") {
      () throws(SimulationError) in _ = try environment.step(.vector([.infinity, 0]))
    }
    #expect(try environment.step(.nothing).observation == [[0], [1]])
  }

  @Test func `pixels are shown instead of the state`() throws {
    let view = View(camera: "top", width: 20, height: 16)
    var environment = PixelObservation(Miniature(horizon: 2), view: view)
    #expect(environment.observationSpace == .pixels(width: 20, height: 16))
    #expect(environment.actionSpace == environment.base.actionSpace)
    #expect(try environment.reset(seed: 0) == Image(width: 20, height: 16, red: 0, green: 7))
    let step = try environment.step(.vector([0.25, 0]))
    #expect(step.observation == Image(width: 20, height: 16, red: 1, green: 7))
    #expect(step.reward == 0.25)
    #expect(try environment.step(.nothing).ending == .truncated)
  }

  @Test func `episodes are added up, and the newest are remembered`() throws {
    var environment = EpisodeStatistics(TimeLimit(Countdown(), limit: 2), capacity: 2)
    for reward in [1, 2, 3] as [Float] {
      _ = try environment.reset(seed: 0)
      _ = try environment.step(.vector([reward, 0]))
      _ = try environment.step(.vector([0.5, 0]))
    }
    #expect(
      environment.episodes == [
        .init(episodeReturn: 2.5, stepCount: 2, ending: .truncated),
        .init(episodeReturn: 3.5, stepCount: 2, ending: .truncated),
      ])
  }

  @Test func `an episode that is left unfinished is not counted`() throws {
    var environment = EpisodeStatistics(Countdown(length: 2))
    #expect(environment.capacity == 100)
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.vector([9, 0]))
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.vector([1, 0]))
    _ = try environment.step(.vector([1, 0]))
    #expect(
      environment.episodes == [.init(episodeReturn: 2, stepCount: 2, ending: .terminated)])
  }

  @Test func `wrappers are put into each other in any order`() throws {
    var environment = EpisodeStatistics(
      FrameStack(ClipAction(TimeLimit(Countdown(), limit: 2)), count: 2))
    #expect(try environment.reset(seed: 5) == [[5], [5]])
    #expect(try environment.step(.vector([8, 0])).observation == [[5], [6]])
    #expect(try environment.step(.vector([-8, 0])).ending == .truncated)
    #expect(
      environment.episodes == [.init(episodeReturn: 0, stepCount: 2, ending: .truncated)])
    #expect(environment.actionSpace == .box(low: [-1, 0], high: [1, 10]))
  }

  @Test func `a stack or a memory of nothing is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) { _ = FrameStack(Countdown(), count: 0) }
    await #expect(processExitsWith: .failure) {
      _ = EpisodeStatistics(Countdown(), capacity: 0)
    }
  }
}
