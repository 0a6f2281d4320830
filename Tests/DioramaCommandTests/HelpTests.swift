// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite struct HelpTests {
  static let commands = [
    "", "list", "render", "rollout", "record", "goals", "check", "solve", "certify", "bench",
    "scene",
    "train", "train sac", "train pets", "train vice-raq", "train her", "train bc", "evaluate",
    "label", "study", "audit",
  ]

  /// Run with `DIORAMA_ACCEPT_SNAPSHOTS=1` to accept changed screens.
  @Test(arguments: commands)
  func `help screens read as they did`(command: String) throws {
    let arguments =
      command.isEmpty ? ["--help"] : command.split(separator: " ").map(String.init) + ["--help"]
    let outcome = try Tool.run(arguments, environment: ["COLUMNS": "80"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent(
        "Snapshots/\(command.isEmpty ? "diorama" : command.replacing(" ", with: "-")).txt")
    if ProcessInfo.processInfo.environment["DIORAMA_ACCEPT_SNAPSHOTS"] == "1" {
      try outcome.output.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(outcome.output == (try String(contentsOf: file, encoding: .utf8)))
  }
}
