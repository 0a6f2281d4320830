// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train an agent, and keep its run in a folder.",
    subcommands: [TrainSACCommand.self])
}
