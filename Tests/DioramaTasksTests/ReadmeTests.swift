// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Foundation
import Testing

/// The README's Swift, which runs, and is the README's.
@Suite struct ReadmeTests {
  private static func sample() throws {
    let environment = try EnvironmentSuite.catalog.make(
      "Pushing-v1", EnvironmentOptions(observation: .both, reward: .dense))
    var observation = try environment.reset(seed: 1)  // .state: 16 numbers, .pixels: 48×48 RGB
    while true {
      let step = try environment.step(.vector([1, 0]))  // 2 cm away from the arm
      observation = step.observation
      if step.ending != nil { break }  // .truncated after 50 steps
    }
    print(observation.state, environment.metrics)  // success, distance, …
  }

  @Test func `the README's sample in Swift runs`() throws {
    try Self.sample()
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let code = try #require(text.split(separator: "```swift\n").dropFirst().first)
      .prefix { $0 != "`" }
    let own = try String(contentsOfFile: #filePath, encoding: .utf8)
    for line in code.split(separator: "\n") where !line.hasPrefix("import ") {
      #expect(own.contains("    \(line)\n"), "\(line)")
    }
  }
}
