// SPDX-License-Identifier: Apache-2.0

import DioramaStudies
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct StudyResultsTests {
  /// What `diorama evaluate` and `diorama rollout` print.
  private static func evaluation(_ episodes: Int, task: String = "Maze-v1") -> String {
    """
    {"environment": "\(task)", "policy": "random", "episodes": \(episodes), "success_rate": 1,
     "success_interval": [0.5, 1], "return_mean": 1, "return_std": 0, "length_mean": 9, "seconds": 2}
    """
  }

  private static let random =
    #"{"rows": [{"learner": "random", "tasks": "Maze-v1", "episodes": 5}]}"#

  private static func state(_ more: String) -> String {
    #"{"name": "s", "title": "s", "study": \#(random), "base": "..", \#(more)}"#
  }

  private func report(_ folder: TemporaryFolder, _ name: String = "s") throws -> String {
    try StudyResults(Study(contentsOf: folder.path("\(name).json")), in: folder.path(name)).write()
    return try folder.text("\(name)/report.html")
  }

  @Test func `an evaluation of too few episodes is none`() throws {
    let folder = try TemporaryFolder([
      "s.json": Self.random, "s/random-Maze-v1-1/evaluation.json": Self.evaluation(3),
    ])
    let page = try report(folder)
    #expect(page.contains("1 run is not finished"))
    #expect(page.contains("not evaluated with 5 episodes"))
    #expect(try folder.text("s/results.csv").contains("random,random,Maze-v1,1,not evaluated,,,,"))
    let failure =
      #""runs": {}, "unfilmed": {}, "failures": {"random-Maze-v1-1": {"stage": "rollout", "status": 1, "line": "no <luck>"}}"#
    try folder.write(Self.state(failure), to: "s/state.json")
    #expect(try report(folder).contains("no &lt;luck&gt;"))
    #expect(try folder.text("s/results.csv").contains("random,random,Maze-v1,1,failed,,,,"))
    try folder.write(Self.evaluation(5), to: "s/random-Maze-v1-1/evaluation.json")
    #expect(try !report(folder).contains("class=\"trouble\""))
    #expect(try folder.text("s/results.csv").contains("random,random,Maze-v1,1,done,,5,1.0,"))
  }

  @Test func `a folder of something else is left alone`() throws {
    let folder = try TemporaryFolder([
      "s.json": Self.random, "s/results.csv": "mine", "t/results.csv": "mine",
      "t/state.json": Self.state(
        #""runs": {"zero-Maze-v1-1": []}, "unfilmed": {}, "failures": {}"#),
    ])
    let study = try Study(contentsOf: folder.path("s.json"))
    for (name, error) in [
      ("s", StudyError.strangeFolder(folder.path("s"))),
      ("t", .otherStudy(folder: folder.path("t"), holds: "s")),
    ] {
      #expect(throws: error) { try StudyResults(study, in: folder.path(name)) }
      #expect(throws: error) { try StudyPlan(study, in: folder.path(name)) }
      #expect(throws: error) { try study.checkPublishing(to: folder.path(name)) }
      #expect(throws: error) {
        try StudyRunner(study.withoutFilms(), in: folder.path(name), version: "1")
      }
      #expect(try folder.text("\(name)/results.csv") == "mine")
    }
    // a study that was killed before it began
    try folder.write("", to: "u/.lock")
    #expect(throws: Never.self) { try StudyPlan(study, in: folder.path("u")) }
  }

  @Test func `a run is recognised by all that it has recorded`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"rows": [{"learner": "sac", "tasks": "Pendulum-v1", "steps": 9, "set": {"batch_size": 8}},
                {"learner": "random", "tasks": "Maze-v1"}]}
      """
    ])
    let study = try Study(contentsOf: folder.path("s.json"))
    func config(_ more: String, seed: Int = 1) throws {
      let text =
        #"{"learner": "sac", "environment": "Pendulum-v1", "seed": \#(seed), "steps": 9, "observation": "state", \#(more)}"#
      try folder.write(text, to: "s/sac-Pendulum-v1-1/config.json")
    }
    func difference() -> [String] {
      do {
        _ = try StudyPlan(study, in: folder.path("s"))
      } catch .otherRun(_, _, let was, let wanted) {
        return [was, wanted]
      } catch {}
      return []
    }
    // an older version knew less, and other things
    try config(#""threads": 4, "film_every": 5, "moon": 1, "settings": {"batch_size": 8}"#)
    #expect(difference().isEmpty)
    try config(#""settings": {"batch_size": 16}"#)
    #expect(difference() == ["batch_size 16", "batch_size 8"])
    try config(#""horizon": 7"#)
    #expect(difference() == ["horizon 7", "horizon none"])
    try config(#""settings": {}"#, seed: 2)
    #expect(difference() == ["seed 2", "seed 1"])
    try config(#""settings": {}"#)
    try folder.write(
      Self.evaluation(3, task: "KeyDoor-v1"), to: "s/random-Maze-v1-1/evaluation.json")
    #expect(difference() == ["environment KeyDoor-v1", "environment Maze-v1"])
  }

  /// Of the ablations one row was never run.
  @Test(arguments: [
    ("results/standard-study", 0), ("results/ablations/ablation-study", 1), ("ledger/ledger", 0),
  ])
  func `a published study is what it would run today`(name: String, left: Int) throws {
    let file = repository.appendingPathComponent("assets/\(name).json")
    let study = try Study(contentsOf: file.path)
    let plan = try StudyPlan(study, in: file.deletingLastPathComponent().path)
    #expect(plan.runs.count { !$0.isDone } == left)
  }

  @Test func `studies of one name are not one algorithm`() throws {
    let files = ["a", "b", "c"].flatMap { name in
      [
        ("\(name)/s.json", Self.random),
        ("\(name)/random-Maze-v1-1/evaluation.json", Self.evaluation(5)),
      ]
    }
    let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: files))
    let study = try Study(contentsOf: folder.path("a/s.json"))
    let results = try StudyResults(
      study, in: folder.path("a"), with: [folder.path("b/s.json"), folder.path("c/s.json")])
    #expect(results.names == ["random", "random (s 2)", "random (s 3)"])
    #expect(throws: StudyError.repeatedStudy(folder.path("b"))) {
      try StudyResults(
        study, in: folder.path("a"), with: [folder.path("b/s.json"), folder.path("b/s.json")])
    }
  }

  @Test func `the table in Markdown names rows and counts episodes`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9, "episodes": 5}, "rows": [
        {"learner": "sac"}, {"learner": "sac", "name": "a | b", "set": {"batch_size": 8}}]}
      """,
      "s/sac-Pendulum-v1-1/evaluation.json": Self.evaluation(5),
    ])
    let study = try Study(contentsOf: folder.path("s.json"))
    let lines = try StudyResults(study, in: folder.path("s")).markdown.split(separator: "\n")
    #expect(
      lines[2].hasPrefix("| `Pendulum-v1`, state, `sac` | 9 | 1 | 5 | 100 | 100 | – | 1.0 | "))
    #expect(lines[3] == "| `Pendulum-v1`, state, `a \\| b` | 9 | 0 | – | not run | | | | |")
  }

  @Test func `what is published names no folder of this machine`() throws {
    let folder = try TemporaryFolder([
      "s.json": Self.random,
      "s/random-Maze-v1-1/config.json": #"{"dataset": "/home/me/s/sac-1", "goals": "goals/mine"}"#,
      "s/random-Maze-v1-1/evaluation.json": Self.evaluation(5),
    ])
    let study = try Study(contentsOf: folder.path("s.json"))
    try StudyResults(study, in: folder.path("s")).publish(to: folder.path("p"))
    let published = try folder.text("p/runs.jsonl")
    #expect(published.contains(#""dataset":"sac-1""#))
    #expect(published.contains(#""goals":"goals/mine""#))
    #expect(!published.contains("/home"))
  }

  @Test func `success in perturbed surroundings is a column of its own`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"rows": [{"learner": "random", "tasks": "Maze-v1", "episodes": 5,
        "perturbed": ["camera", "light"]}]}
      """,
      "s/random-Maze-v1-1/evaluation.json": Self.evaluation(5),
    ])
    let perturbed = { (properties: String) in
      Self.evaluation(5).replacing("\"success_rate\": 1,", with: "\"success_rate\": 0.6,")
        .replacing("\"seconds\": 2", with: "\"seconds\": 2, \"randomized\": [\(properties)]")
    }
    let study = try Study(contentsOf: folder.path("s.json"))
    func results() throws -> StudyResults { try StudyResults(study, in: folder.path("s")) }
    #expect(try !StudyPlan(study, in: folder.path("s")).runs[0].isDone)
    #expect(try results().rows[0].perturbed == nil)

    // an evaluation of something else is none
    try folder.write(perturbed("\"light\""), to: "s/random-Maze-v1-1/perturbed.json")
    #expect(try results().rows[0].perturbed == nil)
    try folder.write(perturbed("\"light\", \"camera\""), to: "s/random-Maze-v1-1/perturbed.json")
    #expect(try results().rows[0].perturbed?.value == 0.6)
    #expect(try results().markdown.contains("| 5 | 100 | 100 | 60 | 1.0 | "))
    #expect(try results().csv.hasSuffix(",dense,,0.6,random-Maze-v1-1,,2.0\n"))
    #expect(try report(folder).contains("<td class=\"number\" data-name=\"perturbed\">60"))
    #expect(
      study.cells[0].perturbedEvaluation?.suffix(4) == ["--json", "--randomize", "camera", "light"])
  }

  @Test func `the report plots the columns that a study asks for`() throws {
    let rows = #""rows": [{"learner": "sac", "tasks": "Pendulum-v1", "steps": 9}]"#
    let folder = try TemporaryFolder([
      "s.json": #"{"plots": ["value"], \#(rows)}"#, "t.json": #"{"plots": "f", \#(rows)}"#,
      "s/sac-Pendulum-v1-1/progress.csv": "step,value\n4,1.5\n9,2.5\n",
    ])
    let page = try report(folder)
    #expect(page.contains("Pendulum-v1: value") && page.contains("min Q(s, a)"))
    #expect(!page.contains("Learning curves</h2>"))
    let error = #expect(throws: StudyError.self) { try Study(contentsOf: folder.path("t.json")) }
    #expect(error?.description.hasPrefix("t.json: plots cannot be 'f'; use ") == true)
  }

  @Test func `the report explains settings of an older version, and no film that is there`() throws
  {
    let folder = try TemporaryFolder([
      "s.json": """
      {"defaults": {"episodes": 5}, "rows": [{"learner": "random", "tasks": "Maze-v1"},
        {"learner": "sac", "tasks": "Pendulum-v1", "steps": 9}]}
      """,
      "s/state.json": Self.state(
        #""runs": {}, "failures": {}, "unfilmed": {"random-Maze-v1-1": "old", "sac-Pendulum-v1-1": "new"}"#
      ),
      "s/films/random-Maze-v1-1.mp4": "a film",
      "s/sac-Pendulum-v1-1/config.json": """
      {"learner": "sac", "environment": "Pendulum-v1", "seed": 1, "steps": 9, "observation": "state",
       "settings": {"target_smoothing": 0.005}}
      """,
    ])
    let page = try report(folder)
    #expect(page.contains("smoothing of target critics"))
    #expect(page.contains("No film of sac, Pendulum-v1, seed 1: new"))
    #expect(!page.contains("No film of random"))
  }
}
