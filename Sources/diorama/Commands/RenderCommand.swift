// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaCore
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Draw one picture.",
    discussion: """
      The picture shows the start of an episode, or what comes --steps later.
      """)

  @OptionGroup var environment: EnvironmentArgument
  @Option(help: "The PNG file that is made.")
  var out: String?
  @OptionGroup var picture: ViewOptions
  @Option(help: "The seed of the episode.")
  var seed: UInt64 = 0
  @Option(help: "How many steps into the episode.")
  var steps = 0
  @Option(help: "What acts on the way.")
  var policy = PolicyKind.expert

  func run() throws {
    let entry = try environment.entry
    let made = try entry.make(EnvironmentOptions(view: picture.view))
    var observation = try made.reset(seed: seed)
    var acting = policy.make()
    acting.begin(seed: seed)
    for _ in 0..<steps {
      observation = try made.step(acting.action(for: observation, in: made)).observation
    }
    if let out { try PNG.write(made.image(picture.view), to: out) }
  }
}
