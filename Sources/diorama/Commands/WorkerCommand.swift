// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaTasks

/// The command of a vector's worker processes.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Serve some environments of a vector in another process.",
    shouldDisplay: false)

  @Argument(help: "The worker's number.")
  var number: Int

  func run() throws {
    try EnvironmentSuite.serveVector(number)
  }
}
