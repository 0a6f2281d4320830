// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaStudies
import Foundation
import TestSupport
import Testing

@Suite struct LedgerTests {
  @Test func `a verdict is about the estimate and its interval`() {
    func verdict(_ value: Double, _ interval: ClosedRange<Double>?, runs: Int = 5) -> Verdict {
      Verdict(of: value, interval, runs: runs, least: 100)
    }
    #expect(verdict(100, 90...110) == .held)
    #expect(verdict(99, 90...110) == .suspect)
    #expect(verdict(99, 90...100) == .suspect)
    #expect(verdict(95, 90...99) == .regressed)
    #expect(verdict(120, 110...130, runs: 4) == .underpowered)
    #expect(verdict(120, nil) == .underpowered)
  }

  /// A study of two rows with gates, whose evaluations are given: the success rate of each run, and its return.
  private func ledger(
    _ rates: [Double], in folder: TemporaryFolder, gate: String
  ) throws -> StudyResults {
    try folder.write(
      """
      {"defaults": {"tasks": "Maze-v1", "seeds": 5, "episodes": 20}, "rows": [
        {"learner": "random", "gate": \(gate)}, {"learner": "zero", "name": "other"}]}
      """, to: "s.json")
    for (index, rate) in rates.enumerated() {
      try folder.write(
        """
        {"environment": "Maze-v1", "policy": "random", "episodes": 20, "success_rate": \(rate),
         "success_interval": [0, 1], "return_mean": \(10 * rate), "return_std": 0, "length_mean": 9,
         "seconds": 60}
        """, to: "s/random-Maze-v1-\(index + 1)/evaluation.json")
    }
    return try StudyResults(Study(contentsOf: folder.path("s.json")), in: folder.path("s"))
  }

  @Test func `a success rate has the wider one of two intervals`() throws {
    let folder = try TemporaryFolder([:])
    let gate = """
      {"measure": "success", "at_least": 0.9, "note": "a | b",
       "published": {"value": 0.5, "episodes": 100, "runs": 1, "steps": 5000, "source": "a paper"}}
      """
    let results = try ledger([1, 1, 1, 1, 1], in: folder, gate: gate)
    let card = try #require(results.ledger.first)
    // five equal runs have no spread over seeds; 100 of 100 episodes have Wilson's
    #expect(card.ours?.value == 1 && card.verdict == .held)
    let wilson = Proportion(100, of: 100).interval
    #expect(card.ours?.interval == wilson)
    #expect(
      card.difference?.interval
        == Proportion(100, of: 100).difference(from: Proportion(50, of: 100)))
    #expect(
      results.ledgerTable == [["random", "Maze-v1", "90", "50", "100", "96 to 100", "5", "HELD"]])
    #expect(
      results.ledgerMarkdown.hasSuffix(
        """
        | `Maze-v1`, state, `random` | 90 % | 50 % (1 run, 5,000 steps, a paper) | 100 (96 to 100) | – | 5 | 1 | HELD |

        - `Maze-v1`, state, `random`: a | b
        """))
    let written = try results.write()
    #expect(written.document.contains("\"verdict\" : \"HELD\""))
    let page = try folder.text("s/report.html")
    #expect(page.contains("<b>HELD</b>") && page.contains("50 (40 to 60) points more"))

    // seeds that differ have a wider one over runs
    let wide = try ledger([1, 1, 0, 1, 1], in: folder, gate: gate).ledger[0]
    #expect(wide.ours?.interval?.lowerBound ?? 1 < Proportion(80, of: 100).interval.lowerBound)
    #expect(wide.ours?.interval?.upperBound == 1)
  }

  @Test func `a return is judged by its own gate, and few runs are underpowered`() throws {
    let folder = try TemporaryFolder([:])
    let low = try ledger([0.5, 0.6, 0.5, 0.6, 0.5], in: folder, gate: #"{"at_least": 9}"#)
    #expect(low.ledger.map(\.verdict) == [.regressed])
    #expect(low.ledgerTable[0].prefix(5) == ["random", "Maze-v1", "9", "–", "5.3"])
    let few = try TemporaryFolder([:])
    #expect(
      try ledger([1, 1], in: few, gate: #"{"at_least": 9}"#).ledger[0].verdict == .underpowered)
    let none = try TemporaryFolder(["s/.lock": ""])
    let open = try ledger([], in: none, gate: #"{"at_least": 9}"#)
    #expect(open.ledgerTable == [["random", "Maze-v1", "9", "–", "not run", "", "0", "–"]])
  }

  @Test func `only chosen rows are planned and shown, and all are reported`() throws {
    let folder = try TemporaryFolder([:])
    _ = try ledger([1, 1, 1, 1, 1], in: folder, gate: #"{"at_least": 9}"#)
    let study = try Study(contentsOf: folder.path("s.json"))
    let others = try study.choosing(["other"])
    #expect(Set(try StudyPlan(others, in: folder.path("s")).runs.map(\.name)) == ["other"])
    #expect(try StudyPlan(study.choosing(["zero"]), in: folder.path("s")).runs.count == 5)
    let results = try StudyResults(others, in: folder.path("s"))
    #expect(!results.isLedger && results.table.map { $0[0] } == ["other"])
    #expect(results.csv.contains("random,random,Maze-v1,1,done"))
    // what a row learns from is run, too
    try folder.write(
      """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9}, "rows": [{"learner": "td3"}, {"learner": "sac"},
        {"learner": "iql", "dataset_of": "sac"}]}
      """, to: "t.json")
    let learning = try Study(contentsOf: folder.path("t.json")).choosing(["iql"])
    #expect(try StudyPlan(learning, in: folder.path("t")).runs.map(\.name) == ["sac", "iql"])
    let error = #expect(throws: StudyError.self) { try study.choosing(["othre"]) }
    #expect(error?.description == "no row or learner is called 'othre'; did you mean 'other'?")
  }
}
