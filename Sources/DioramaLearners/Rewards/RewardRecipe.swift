// SPDX-License-Identifier: Apache-2.0

/// What a task wants otherwise, of the reward and of the agent, where success is shown in pictures.
struct RewardRecipe: Sendable {
  var reward: @Sendable (inout RewardSettings) -> Void = { _ in }
  var agent: @Sendable (inout SACSettings) -> Void = { _ in }

  /// The recipe for the environment called `environment`, such as `Pushing-v1`.
  static func of(_ environment: String) -> RewardRecipe {
    tasks[environment] ?? RewardRecipe(agent: wander)
  }

  private static let tasks = [
    // a hand that goes far among books spoils everything, and nothing is learned
    "Bookshelf-v1": RewardRecipe(),

    // a towel has to be lifted, carried and lowered before anything looks like success: that is found
    // where actions last, eighty episodes were random, and those after them nearly are; and then it has to
    // rest, which no picture shows
    "Draping-v1": RewardRecipe(
      reward: { reward in
        reward.motionCost = 0.3
        learnAtOnce(&reward)
      },
      agent: { agent in
        agent.actionRepeat = 5
        agent.discount = 0.9
        agent.warmupSteps = 5_000
        agent.heldSteps = 20
        agent.exploringEntropy = 0
        agent.exploringSteps = 8_000
        agent.annealingSteps = 4_000
        agent.updatesPerStep = 1
        agent.policySmoothing = 0.003
      }),

    // how far a mug is from its place is two pixels more or less: features that are places tell them
    // apart, and a classifier that sees pictures moved at random does not
    "Pushing-v1": RewardRecipe(
      reward: { reward in
        reward.classifier = .keypoints
        reward.classifierShift = 0
        learnAtOnce(&reward)
      },
      agent: { agent in
        wander(&agent)
        agent.encoder = .keypoints
        agent.policySmoothing = 0.003
      }),
  ]

  /// Has the classifier learn from what the warm-up saw before the agent learns by it.
  ///
  /// After its usual ten steps it says nothing yet.
  @Sendable private static func learnAtOnce(_ reward: inout RewardSettings) {
    if reward.method != .naive { reward.firstClassifierSteps = 200 }
  }

  /// Makes the warm-up go far.
  ///
  /// Goals show the hand where it ends. A warm-up that never goes there teaches a classifier to take the
  /// hand alone for success: the mug is forgotten until thousands of steps later.
  @Sendable private static func wander(_ agent: inout SACSettings) {
    agent.warmupSteps = 1_000
    agent.heldSteps = 15
  }
}
