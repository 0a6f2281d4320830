// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a learner in an environment.",
    subcommands: [
      TrainSACCommand.self, TrainMPCCommand.self, TrainNaiveClassifierCommand.self,
      TrainRAQCommand.self, TrainVICECommand.self, TrainVICERAQCommand.self,
      TrainRCECommand.self,
    ])
}
