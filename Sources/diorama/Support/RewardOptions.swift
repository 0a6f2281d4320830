// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaFiles
import DioramaLearners

/// The options for success images.
struct GoalOptions: ParsableArguments {
  @Option(help: "A folder of success images; by default the task generates them.")
  var goals: String?

  @Option(help: "How many success images to learn the reward from. (default: 80)")
  var goalCount: Int?

  @Option(help: "How many images of failure to show it, too. (default: 0)")
  var failureCount: Int?

  var flags: [String: JSONValue] {
    [
      "goals": goals.map { JSONValue($0) }, "goal_count": goalCount.map { JSONValue($0) },
      "failure_count": failureCount.map { JSONValue($0) },
    ].compactMapValues(\.self)
  }
}

/// The options for questions: the labeler, and its errors.
struct QuestionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The labeler: 'oracle', 'terminal', 'web', or a folder where images are sorted. \
      (default: oracle)
      """))
  var labeler: String?

  @Option(help: "The share of an oracle's answers that are wrong, from 0 to 0.5. (default: 0)")
  var labelNoise: Double?

  func validate() throws {
    if let labelNoise, !labelNoise.isFinite {
      throw ValidationError("--label-noise must be in 0...0.5; it is \(labelNoise)")
    }
  }

  var flags: [String: JSONValue] {
    [
      "labeler": labeler.map { JSONValue($0) }, "label_noise": labelNoise.map { JSONValue($0) },
    ].compactMapValues(\.self)
  }
}

/// The option for who teaches.
struct ExpertOptions: ParsableArguments {
  @Option(
    help:
      "Who teaches: 'scripted', or you, by 'page' (in a browser) or 'keyboard'. (default: scripted)"
  )
  var expert: String?

  var flags: [String: JSONValue] {
    ["expert": expert.map { JSONValue($0) }].compactMapValues(\.self)
  }
}

/// The option for the page on which a person takes part.
struct PageOptions: ParsableArguments {
  @Option(help: "The port of the page, from 1 to 65535. (default: a free one)")
  var port: Int?

  func validate() throws {
    if let port { try requirePort(port) }
  }
}
