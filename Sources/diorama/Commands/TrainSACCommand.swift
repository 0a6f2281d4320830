// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaStudy

struct TrainSACCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sac", abstract: "Train with soft actor-critic.",
    discussion: TrainingOptions.discussion)

  @OptionGroup var training: TrainingOptions

  func run() throws { try training.train(.sac) }
}
