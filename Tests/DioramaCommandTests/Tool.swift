// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The built program, run as a user would.
enum Tool {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String

    /// The one JSON document on standard output.
    func json() throws -> Any {
      try JSONSerialization.jsonObject(with: Data(output.utf8))
    }

    /// The document as an object.
    func object() throws -> [String: Any] {
      try #require(try json() as? [String: Any])
    }
  }

  /// The program stands beside the tests.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("diorama")

  /// Runs `diorama` with `arguments` to its end; its report goes to the file `output` if one is named.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
    output: String? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    let written = try TemporaryFolder(["output": "", "errors": ""])
    process.standardInput = FileHandle.nullDevice
    let output = output.map { URL(fileURLWithPath: $0) } ?? written.file("output")
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: written.file("errors"))
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try written.text("output"), errors: try written.text("errors"))
  }
}
