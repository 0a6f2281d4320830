// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaStudy

struct TrainMPCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Learner.mpc.rawValue,
    abstract: "Train a model of the environment, and plan with it.",
    discussion: """
      An ensemble of probabilistic networks learns what follows each action, and the reward; iCEM plans \
      with it. It learns from the state alone. By default there are 5000 steps, a row every 250, an \
      evaluation every 1000 and a checkpoint every 500.

      \(TrainingOptions.discussion)
      """)

  @OptionGroup var training: TrainingOptions

  func run() throws { try training.train(.mpc) }
}
