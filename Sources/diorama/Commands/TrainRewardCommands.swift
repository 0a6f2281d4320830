// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaStudy

/// A command that trains without a reward function, by pictures of success.
protocol TrainRewardCommand: ParsableCommand, LearnerCommand {
  var training: TrainingOptions<Self> { get }
  var goals: GoalOptions { get }
}

/// One that asks questions besides.
protocol TrainAskingCommand: TrainRewardCommand {
  var questions: QuestionOptions { get }
}

extension TrainRewardCommand {
  static func describe(_ abstract: String) -> CommandConfiguration {
    CommandConfiguration(
      commandName: learner.rawValue, abstract: abstract,
      discussion: """
        The reward is learned from pictures of success, those of 'diorama goals' or your own. The \
        environment's reward is only reported.

        \(Trainings.discussion)
        """)
  }

  func validate() throws {
    if training.resume != nil, !goals.flags.isEmpty { throw Trainings.keeps }
  }

  func run() throws { try training.train(flags: goals.flags) }
}

extension TrainAskingCommand {
  func validate() throws {
    if training.resume != nil, !goals.flags.isEmpty || !questions.flags.isEmpty {
      throw Trainings.keeps
    }
  }

  func run() throws {
    try training.train(
      flags: goals.flags.merging(questions.flags) { $1 },
      port: questions.port.map { UInt16($0) })
  }
}

struct TrainNaiveClassifierCommand: TrainRewardCommand {
  static let learner = Learner.classifier
  static let configuration = describe(
    "Train by a classifier that is trained once and frozen.")

  @OptionGroup var training: TrainingOptions<TrainNaiveClassifierCommand>
  @OptionGroup(title: "What success is") var goals: GoalOptions
}

struct TrainRAQCommand: TrainAskingCommand {
  static let learner = Learner.raq
  static let configuration = describe("Train by a classifier that asks questions.")

  @OptionGroup var training: TrainingOptions<TrainRAQCommand>
  @OptionGroup(title: "What success is") var goals: GoalOptions
  @OptionGroup(title: "Who tells it") var questions: QuestionOptions
}

struct TrainVICECommand: TrainRewardCommand {
  static let learner = Learner.vice
  static let configuration = describe(
    "Train against a classifier that learns from what is seen.")

  @OptionGroup var training: TrainingOptions<TrainVICECommand>
  @OptionGroup(title: "What success is") var goals: GoalOptions
}

struct TrainVICERAQCommand: TrainAskingCommand {
  static let learner = Learner.viceRAQ
  static let configuration = describe(
    "Train against a classifier that learns from what is seen, and asks questions.")

  @OptionGroup var training: TrainingOptions<TrainVICERAQCommand>
  @OptionGroup(title: "What success is") var goals: GoalOptions
  @OptionGroup(title: "Who tells it") var questions: QuestionOptions
}

struct TrainRCECommand: TrainRewardCommand {
  static let learner = Learner.rce
  static let configuration = describe(
    "Train critics on pictures of success themselves, without a reward.")

  @OptionGroup var training: TrainingOptions<TrainRCECommand>
  @OptionGroup(title: "What success is") var goals: GoalOptions
}
