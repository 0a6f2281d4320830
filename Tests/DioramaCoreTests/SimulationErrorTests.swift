// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct SimulationErrorTests {
  @Test(
    arguments: [
      (.notReset, "no episode is under way; call reset first"),
      (
        .episodeOver(.truncated, stepCount: 50),
        "the episode was truncated after 50 steps; call reset before the next step"
      ),
      (
        .episodeOver(.terminated, stepCount: 7),
        "the episode was terminated after 7 steps; call reset before the next step"
      ),
      (
        .actionCount(3, expected: 2), "the action has 3 elements; this environment takes 2"
      ),
      (
        .actionNotFinite(index: 1, value: -.infinity),
        "action[1] is -inf; actions must be finite"
      ),
      (
        .actionOutOfBounds(index: 0, value: 1.5, bounds: -1...1),
        "action[0] is 1.5, outside -1.0...1.0; clip it or use ClipAction"
      ),
      (.noSuchChoice(4, count: 4), "the action is 4, outside 0..<4"),
      (
        .wrongActionKind(space: .discrete(count: 4)),
        "the action is of the wrong kind; this environment takes Discrete(4)"
      ),
      (
        .diverged(body: "mug", time: 0.25),
        "body 'mug' diverged at t = 0.25 s; lower the time step or the force limit, then reset"
      ),
      (
        .foreignSnapshot(of: "A-v1", expected: "B-v1"),
        "the snapshot is of A-v1, not of B-v1; restore it in an environment of its own kind"
      ),
      (.damagedSnapshot(of: "A-v1"), "the snapshot of A-v1 is damaged; take a new one"),
      (
        .goalCount(achieved: 4, desired: 6, goal: 2),
        "4 achieved and 6 desired numbers are not two batches of goals with 2 numbers each"
      ),
      (.notDrawn(reason: "there is no light"), "there is no light"),
    ] as [(SimulationError, String)])
  func `an error says what is wrong and what to do`(error: SimulationError, message: String) {
    #expect(error.description == message)
    #expect("\(error)" == message)
  }
}
