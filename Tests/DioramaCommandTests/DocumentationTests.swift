// SPDX-License-Identifier: Apache-2.0

#if DEBUG
import ArgumentParser
import Foundation
import Testing

@testable import diorama

/// The commands in the documentation are commands of the program.
@Suite struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The README and the pages of all catalogs.
  private static let pages: [String] = {
    let sources = root.appendingPathComponent("Sources").path
    let all = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
    return ["README.md", "assets/results/README.md", "assets/ledger/README.md"]
      + all.filter { $0.hasSuffix(".md") }.sorted().map { "Sources/" + $0 }
  }()

  /// The lines of code blocks that begin with `diorama`, those that are broken joined.
  private static func commands(_ page: String) throws -> [String] {
    let text = try String(
      contentsOf: root.appendingPathComponent(page), encoding: .utf8
    ).replacing("\\\n", with: " ")
    var (commands, isCode) = ([String](), false)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("```") {
        isCode = line == "```sh"
      } else if isCode, line.hasPrefix("diorama ") {
        commands.append(line)
      }
    }
    return commands
  }

  @Test(arguments: pages)
  func `every command of a page is one`(page: String) throws {
    for command in try Self.commands(page) {
      let plain = command.split(separator: "#")[0].split(separator: "|")[0]
        .split(separator: ">")[0].split(separator: "&")[0]
      let words = plain.split(separator: " ").dropFirst().map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
      }
      #expect(throws: Never.self, "\(page): \(command)") {
        _ = try Diorama.parseAsRoot(Words.joined(words))
      }
    }
  }

  @Test func `the README has commands to check`() throws {
    #expect(try Self.commands("README.md").count >= 12)
  }
}
#endif
