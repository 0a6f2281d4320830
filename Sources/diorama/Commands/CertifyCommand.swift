// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaPhysics
import Foundation

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify", abstract: "Measure the physics against closed forms.",
    discussion: """
      Errors are relative, or in the unit of the row where the expected value may be zero. The status \
      is nonzero if a row is out of tolerance.
      """)

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let experiments = Certificate.experiments
    var progress = ProgressLine("experiments", total: experiments.count)
    var rows: [Certificate.Row] = []
    for (index, experiment) in experiments.enumerated() {
      progress.update(index)
      rows += try experiment.run()
    }
    progress.finish()
    if json {
      try Console.printJSON(rows.map(Document.init))
    } else {
      func text(_ number: Double) -> String { String(format: "%.6g", number) }
      Console.printTable(
        ["", "measured", "expected", "error", "tolerance", "name"],
        rows.map { row in
          [
            row.holds ? "holds" : "BROKEN", text(row.measured), text(row.expected),
            text(row.error), text(row.tolerance), row.name,
          ]
        }, numbers: [1, 2, 3, 4])
    }
    guard rows.allSatisfy(\.holds) else { throw ExitCode.failure }
  }

  private struct Document: Encodable {
    let name: String
    let measured: Double
    let expected: Double
    let error: Double
    let tolerance: Double
    let holds: Bool

    init(_ row: Certificate.Row) {
      name = row.name
      measured = row.measured
      expected = row.expected
      error = row.error
      tolerance = row.tolerance
      holds = row.holds
    }
  }
}
