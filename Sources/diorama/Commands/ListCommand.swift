// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaTasks

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the environments.",
    discussion: """
      Success is measured at the end of 200 episodes from seed 0. Ids with a '+' between them, such as \
      Pushing-v1+Draping-v1, are several tasks at once.
      """)

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let entries = EnvironmentSuite.catalog.entries
    if json {
      try Console.printJSON(entries.map { try Row($0) })
    } else {
      Console.printTable(
        ["id", "observation", "action", "horizon", "random", "expert", "task"],
        entries.map { entry in
          [
            entry.id.description, shape(entry.observationSpace), shape(entry.actionSpace),
            "\(entry.horizon)", percent(entry.randomSuccess), percent(entry.expertSuccess),
            entry.summary,
          ]
        }, numbers: [3, 4, 5])
    }
  }

  private func percent(_ rate: Double) -> String { "\(Int((100 * rate).rounded())) %" }

  private func shape(_ space: Space) -> String {
    switch space {
    case .box(let low, _): low.count == 1 ? "1 number" : "\(low.count) numbers"
    case .discrete(let count): "1 of \(count)"
    case .pixels(let width, let height): "\(width)x\(height) pixels"
    case .dictionary(let parts):
      parts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.count)" }
        .joined(separator: ", ")
    }
  }

  private struct Row: Encodable {
    let id: String
    let observation: String
    let action: String
    let horizon: Int
    let cameras: [String]
    let goalConditioned: Bool
    let randomSuccess: Double
    let expertSuccess: Double

    init(_ entry: Catalog.Entry) throws {
      id = entry.id.description
      observation = entry.observationSpace.description
      action = entry.actionSpace.description
      horizon = entry.horizon
      cameras = try entry.make().cameras
      goalConditioned = entry.isGoalConditioned
      randomSuccess = entry.randomSuccess
      expertSuccess = entry.expertSuccess
    }
  }
}
