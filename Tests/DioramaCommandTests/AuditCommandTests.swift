// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct AuditCommandTests {
  /// A program that prefers images whose PNG files are large: nonsense, and always the same.
  private static let program = "while read -r path; do wc -c < \"$path\"; done"

  private static let arguments = [
    "audit", "--program", program, "--task", "Pushing-v1", "--count", "4", "--searches", "1",
    "--seed", "7",
  ]

  @Test func `a program is audited, and the same again`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(Self.arguments + ["--out", "a", "--json"], in: folder.url)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let document = try outcome.object()
    #expect(document["environment"] as? String == "Pushing-v1")
    #expect(document["classifier"] as? String == Self.program)
    #expect(try folder.text("a/audit.json") == outcome.output)
    #expect(pageFault(try Data(contentsOf: folder.file("a/report.html"))) == nil)
    let labels = try #require(document["labels"] as? [String])
    for name in labels + ["label-next/manifest.json", "exploit_01.png"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("a/" + name)), "\(name)")
    }
    let again = try Tool.run(
      Self.arguments + ["--out", "b", "--json", "--threads", "2"], in: folder.url)
    #expect(again.output == outcome.output)
    #expect(
      try Tool.run(Self.arguments + ["--out", "a"], in: folder.url).errors.contains("not empty"))
  }

  @Test func `a report in words begins with the verdict`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(Self.arguments + ["--out", "a"], in: folder.url)
    #expect(outcome.output.hasPrefix("This reward can be "))
    #expect(outcome.errors == "wrote report.html and audit.json to a\n")
  }
}
