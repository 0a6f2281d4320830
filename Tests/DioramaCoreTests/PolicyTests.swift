// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct PolicyTests {
  let environment = RolloutTests.environment()

  @Test func `doing nothing is the middle of every bound`() {
    var policy = ZeroPolicy()
    policy.begin(seed: 3)
    // of [-1, 1] and [0, 4]
    #expect(policy.action(for: TaskObservation(), in: environment) == .vector([0, 2]))
  }

  @Test func `random acts depend on the seed of the episode alone`() {
    func draw(_ seed: UInt64) -> [TaskAction] {
      var policy = RandomPolicy()
      policy.begin(seed: 99)
      _ = policy.action(for: TaskObservation(), in: environment)
      policy.begin(seed: seed)
      return (0..<5).map { _ in policy.action(for: TaskObservation(), in: environment) }
    }
    #expect(draw(1) == draw(1))
    #expect(draw(1) != draw(2))
    for action in draw(1) {
      guard case .vector(let numbers) = action else { continue }
      #expect(environment.actionSpace.contains(numbers))
    }
  }

  @Test func `the expert is the environment's own`() throws {
    var policy = ExpertPolicy()
    policy.begin(seed: 0)
    _ = try environment.reset(seed: 0)
    _ = try environment.step(.nothing)
    let action = try policy.action(for: TaskObservation(), in: environment)
    #expect(action == .vector([1, 1]))
  }
}
