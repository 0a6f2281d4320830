// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaStudy

struct TrainSACCommand: ParsableCommand, LearnerCommand {
  static let learner = Learner.sac
  static let configuration = CommandConfiguration(
    commandName: learner.rawValue, abstract: "Train with soft actor-critic.",
    discussion: Trainings.discussion)

  @OptionGroup var training: TrainingOptions<TrainSACCommand>

  func run() throws { try training.train() }
}
