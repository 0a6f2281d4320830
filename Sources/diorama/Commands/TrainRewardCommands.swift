// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaLearners
import DioramaStudy

/// A command that trains without a reward function, by pictures of success.
protocol TrainRewardCommand: ParsableCommand {
  static var learner: String { get }
  var training: TrainingOptions { get }
  var reward: RewardOptions { get }
}

extension TrainRewardCommand {
  static func describe(_ abstract: String) -> CommandConfiguration {
    CommandConfiguration(
      commandName: learner, abstract: abstract,
      discussion: """
        The reward is learned from pictures of success, those of 'diorama goals' or your own. The \
        environment's reward is only reported.

        \(TrainingOptions.discussion)
        """)
  }

  func validate() throws {
    if training.resume != nil, !reward.flags.isEmpty { throw TrainingOptions.keeps }
  }

  func run() throws {
    try training.train(Self.learner, flags: reward.flags, port: reward.port)
  }
}

struct TrainNaiveClassifierCommand: TrainRewardCommand {
  static let learner = RewardMethodKind.naive.rawValue
  static let configuration = describe(
    "Train by a classifier that is trained once and frozen.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainRAQCommand: TrainRewardCommand {
  static let learner = RewardMethodKind.raq.rawValue
  static let configuration = describe("Train by a classifier that asks questions.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainVICECommand: TrainRewardCommand {
  static let learner = RewardMethodKind.vice.rawValue
  static let configuration = describe(
    "Train against a classifier that learns from what is seen.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainVICERAQCommand: TrainRewardCommand {
  static let learner = RewardMethodKind.viceRAQ.rawValue
  static let configuration = describe(
    "Train against a classifier that learns from what is seen, and asks questions.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainRCECommand: TrainRewardCommand {
  static let learner = RunConfiguration.exampleLearner
  static let configuration = describe(
    "Train critics on pictures of success themselves, without a reward.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

/// Where success is shown, and who tells it.
struct RewardOptions: ParsableArguments {
  @Option(help: "A folder with pictures of success; made by the task by default.")
  var goals: String?

  @Option(help: "How many of them the reward is learned from. (default: 80)")
  var goalCount: Int?

  @Option(
    help: ArgumentHelp(
      """
      Who answers questions: 'oracle', 'terminal', 'web', or a folder where pictures are sorted. \
      (default: oracle)
      """))
  var labeler: String?

  @Option(help: "How often an oracle errs, from 0 to 0.5. (default: 0)")
  var labelNoise: Double?

  @Option(help: "The port of the page of '--labeler web'; any free one by default.")
  var port: UInt16?

  var flags: [String: String] {
    [
      "goals": goals, "goal_count": goalCount.map { "\($0)" }, "labeler": labeler,
      "label_noise": labelNoise.map { "\($0)" },
    ].compactMapValues(\.self)
  }
}
