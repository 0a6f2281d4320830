// SPDX-License-Identifier: Apache-2.0

import DioramaStudies
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct StudyDamageTests {
  private static let random =
    #"{"rows": [{"learner": "random", "tasks": "Maze-v1", "episodes": 5}]}"#

  @Test(
    arguments: [
      ("[0.5, 1]", "[0.5]"), ("[0.5, 1]", "[]"), ("[0.5, 1]", "[1, 0.5]"), ("[0.5, 1]", "[-1, 2]"),
      (#""success_rate": 1"#, #""success_rate": 7"#),
      (#""return_mean": 1"#, #""return_mean": 1e308"#),
      (#""return_std": 0"#, #""return_std": -1"#), (#""length_mean": 9"#, #""length_mean": -9"#),
      (#""seconds": 2"#, #""seconds": -1e308"#),
    ])
  func `an evaluation with numbers that cannot be is none`(was: String, becomes: String) throws {
    let good = """
      {"environment": "Maze-v1", "policy": "random", "episodes": 5, "success_rate": 1,
       "success_interval": [0.5, 1], "return_mean": 1, "return_std": 0, "length_mean": 9, "seconds": 2}
      """
    let folder = try TemporaryFolder(["s.json": Self.random])
    func page(_ evaluation: String) throws -> String {
      try folder.write(evaluation, to: "s/random-Maze-v1-1/evaluation.json")
      try StudyResults(Study(contentsOf: folder.path("s.json")), in: folder.path("s")).write()
      return try folder.text("s/report.html")
    }
    #expect(try !page(good).contains("1 run is not finished"))
    #expect(try page(good.replacing(was, with: becomes)).contains("1 run is not finished"))
  }

  @Test func `what a study's folder has of numbers that cannot be is not shown`() throws {
    let table = """
      step,seconds,questions,evaluation_return_mean,evaluation_success_rate
      nan,1,1,1,0.5
      1e300,1,1,1,0.5
      -5,1,1,1,0.5
      1.5,1,1,1,0.5
      10,-1e300,1e300,1e308,7
      20,inf,nan,nan,0.5
      """
    let folder = try TemporaryFolder([
      "s.json": #"{"rows": [{"learner": "sac", "tasks": "Pendulum-v1", "steps": 9}]}"#,
      "s/sac-Pendulum-v1-1/progress.csv": table + "\n",
      "s/state.json": """
      {"name": "s", "title": "s", "study": {}, "base": "..", "runs": {}, "unfilmed": {},
       "failures": {}, "seconds": -1e300, "jobs": -9223372036854775808,
       "machine": {"cores": -1, "memoryGigabytes": 1e300}}
      """,
    ])
    let results = try StudyResults(
      Study(contentsOf: folder.path("s.json")).withoutFilms(), in: folder.path("s"))
    try results.write()
    let page = try folder.text("s/report.html")
    #expect(!page.contains("nan") && !page.contains("1e300") && !page.contains("e+300"))
    #expect(
      try folder.text("s/results.csv").contains(
        "sac,sac,Pendulum-v1,1,not trained,20,,,,,,,dense,,,sac-Pendulum-v1-1,,\n"))
  }

  @Test(arguments: ["a\nb", "a\tb", "\u{1b}[2Jname", String(repeating: "x", count: 201)])
  func `a row's name of more than one line, with controls or too long is refused`(
    name: String
  ) throws {
    let value = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    let folder = try TemporaryFolder([
      "s.json": #"{"rows": [{"learner": "random", "name": \#(value), "tasks": "Maze-v1"}]}"#
    ])
    let error = #expect(throws: StudyError.self) { try Study(contentsOf: folder.path("s.json")) }
    let line = error.map { "\($0)" } ?? ""
    #expect(line.contains("give a name of one line, without controls"))
    #expect(!line.contains("\n") && !line.contains("\u{1b}"))
  }
}
