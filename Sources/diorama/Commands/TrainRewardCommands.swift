// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaLearners

/// A command that trains without a reward function, by pictures of success.
protocol TrainRewardCommand: ParsableCommand {
  static var method: RewardMethodKind { get }
  var training: TrainingOptions { get }
  var reward: RewardOptions { get }
}

extension TrainRewardCommand {
  static func describe(_ abstract: String) -> CommandConfiguration {
    CommandConfiguration(
      commandName: method.rawValue, abstract: abstract,
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
    try training.train(Self.method.rawValue, flags: reward.flags, port: reward.port)
  }
}

struct TrainNaiveClassifierCommand: TrainRewardCommand {
  static let method = RewardMethodKind.naive
  static let configuration = describe(
    "Train by a classifier that is trained once and frozen.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainRAQCommand: TrainRewardCommand {
  static let method = RewardMethodKind.raq
  static let configuration = describe("Train by a classifier that asks questions.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainVICECommand: TrainRewardCommand {
  static let method = RewardMethodKind.vice
  static let configuration = describe(
    "Train against a classifier that learns from what is seen.")

  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "What success is") var reward: RewardOptions
}

struct TrainVICERAQCommand: TrainRewardCommand {
  static let method = RewardMethodKind.viceRAQ
  static let configuration = describe(
    "Train against a classifier that learns from what is seen, and asks questions.")

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
