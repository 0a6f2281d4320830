// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaStudy

struct TrainMPCCommand: ParsableCommand, LearnerCommand {
  static let learner = Learner.mpc
  static let configuration = CommandConfiguration(
    commandName: learner.rawValue,
    abstract: "Train a model of the environment, and plan with it.",
    discussion: """
      An ensemble of probabilistic networks learns what follows each action, and the reward; iCEM plans \
      with it. It learns from the state alone.

      \(Trainings.discussion)
      """)

  @OptionGroup var training: TrainingOptions<TrainMPCCommand>

  func run() throws { try training.train() }
}
