// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite("Programs in C", .slow, .timeLimit(.minutes(20)))
struct ProgramTests {
  /// The built library stands beside the tests.
  private let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  @Test(arguments: ["example", "fork", "worker", "orphan", "draw"])
  func `compile with the header, and run with the library`(name: String) throws {
    let folder = try TemporaryFolder()
    let program = folder.path(name)
    let compiled = try run(
      "cc",
      [
        "-std=gnu11", "-Wall", "-Wextra", "-pedantic", "-Werror", "-I",
        repository.appendingPathComponent("Sources/CDiorama/include").path,
        repository.appendingPathComponent("Tests/DioramaBindingTests/Programs/\(name).c").path,
        "-o",
        program, "-L", products.path, "-lDioramaBinding", "-Wl,-rpath,\(products.path)",
      ])
    #expect(compiled.status == 0, "\(compiled.output)")
    let outcome = try run(program, [])
    #expect(outcome.status == 0, "\(outcome.output)")
    if name == "example" {
      let environment = try EnvironmentSuite.catalog.make("Pushing-v1")
      var policy = ExpertPolicy()
      var last: Float = 0
      var observation = try environment.reset(seed: 7)
      for _ in 0..<environment.horizon {
        let step = try environment.step(policy.action(for: observation, in: environment))
        (observation, last) = (step.observation, step.reward)
      }
      #expect(outcome.output == "the last reward is \(String(format: "%.3f", last))\n")
    }
  }

  @Test func `the header is C++ too`() throws {
    let header = repository.appendingPathComponent("Sources/CDiorama/include/diorama.h").path
    let checked = try run(
      "c++", ["-x", "c++", "-std=c++11", "-Wall", "-Werror", "-fsyntax-only", header])
    #expect(checked.status == 0, "\(checked.output)")
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
