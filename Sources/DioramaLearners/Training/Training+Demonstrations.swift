// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath

extension Training {
  /// Puts episodes of the scripted expert into the replay.
  ///
  /// - Parameters:
  ///   - count: How many episodes.
  ///   - environment: Another one like ``environment``, which is in the middle of an episode.
  ///   - seed: Of the starts.
  /// - Precondition: Nothing was learned yet.
  /// - Throws: What the environment throws.
  public func addDemonstrations(_ count: Int, in environment: AnyEnvironment, seed: UInt64) throws {
    precondition(stepCount == 0, "demonstrations come first; \(stepCount) steps were made")
    var starts = RandomStream("demonstrations", seed: seed)
    for _ in 0..<count {
      var observation = try environment.reset(seed: starts.bits())
      reward?.begin(layout.frame(observation), looksSolved: environment.metrics.looksSolved)
      var ending: Ending?
      while ending == nil {
        let action = try environment.expertAction()
        var decision = decide(on: environment.actionSpace.unit(action), seeing: observation)
        for _ in 0..<learner.settings.actionRepeat where ending == nil {
          let step = try environment.step(action)
          decision.reward += step.reward
          (observation, ending) = (step.observation, step.ending)
        }
        remember(decision, in: environment, observation, terminated: ending == .terminated)
      }
      rememberEnd(observation)
    }
    reward?.begin(
      layout.frame(observation), looksSolved: self.environment.metrics.looksSolved)
  }
}
