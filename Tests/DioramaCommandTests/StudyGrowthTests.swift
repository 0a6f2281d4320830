// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Studies that change, and that are moved.
@Suite(.slow) struct StudyGrowthTests {
  @Test func `more episodes are run again, with other starts for seed 2`() throws {
    let text = """
      {"rows": [{"learner": "random", "tasks": "Maze-v1", "seeds": 2, "episodes": 3, "films": false}]}
      """
    let folder = try TemporaryFolder(["s.json": text])
    #expect(try Tool.run(["study", "s.json"], in: folder.url).status == 0)
    try folder.write(text.replacing("3", with: "4"), to: "s.json")
    let grown = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(grown.status == 0, "\(grown.errors)")
    let evaluation = try folder.text("s/random-Maze-v1-2/evaluation.json")
    #expect(evaluation.contains("\"episodes\" : 4") && evaluation.contains("\"seed\" : 1000004"))
  }

  @Test func `a study goes on in another place`() throws {
    let folder = try TemporaryFolder([
      "a/s.json": """
      {"rows": [{"learner": "sac", "tasks": "Pendulum-v1", "steps": 20, "episodes": 2, "films": false,
                 "horizon": 10, "config": "more/c.json"}]}
      """,
      "a/more/c.json": #"{"settings": {"hidden_units": [4], "batch_size": 4, "warmup_steps": 4}}"#,
    ])
    let first = try Tool.run(["study", "s.json"], in: folder.file("a"))
    #expect(first.status == 0, "\(first.errors)")
    try FileManager.default.moveItem(at: folder.file("a"), to: folder.file("b"))
    for arguments in [["study", "b/s"], ["study", "b/s.json", "--out", "b/s"]] {
      let again = try Tool.run(arguments, in: folder.url)
      #expect(again.errors == "wrote b/s/report.html\n", "\(again.errors)")
    }
    let page = try folder.text("b/s/report.html")
    let settings = "--set batch_size=4 --set hidden_units=4 --set warmup_steps=4"
    #expect(page.contains(settings))
    #expect(!page.contains(folder.path))
    // it has run what its configuration says
    func values(_ name: String) throws -> NSDictionary? {
      let data = try Data(contentsOf: folder.file("\(name).json"))
      let values = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      return values?.filter { $0.key != "version" && $0.key != "commit" } as NSDictionary?
    }
    let run = try values("b/s/sac-Pendulum-v1-1/config")
    #expect(try values("b/s/configurations/sac-Pendulum-v1-1") == run)
    // what is left to do is told with whole paths
    let plan = try Tool.run(["study", "b/s", "--dry-run", "--out", "new"], in: folder.url)
    #expect(plan.output.contains(" --horizon 10 ") && plan.output.contains(settings))
    // typed, it is the same run
    let lines = plan.output.split(separator: "\n").filter { $0.contains("diorama train ") }
    let words = try #require(lines.first).split(separator: " ").dropFirst().map(String.init)
    #expect(try Tool.run(words, in: folder.url).status == 0)
    #expect(try values("sac-Pendulum-v1-1/config") == run)
    try folder.write(
      folder.text("b/more/c.json").replacing(#""batch_size": 4"#, with: #""batch_size": 6"#),
      to: "b/more/c.json")
    let edited = try Tool.run(["study", "b/s"], in: folder.url)
    #expect(edited.errors.contains("it was 'batch_size 4', now it is 'batch_size 6'"))
  }

  @Test func `how a plan was made is written down`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"rows": [{"learner": "mpc", "tasks": "Pendulum-v1", "episodes": 1, "horizon": 3, "films": false,
                 "set": {"population": 6, "elites": 2, "horizon": 4}}]}
      """
    ])
    let outcome = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let configuration = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.file("s/mpc-Pendulum-v1-1/config.json"))) as? [String: Any])
    #expect(configuration["version"] as? String == "0.1.0")
    let planner = try #require(configuration["planner_settings"] as? [String: Any])
    #expect(planner["population"] as? Int == 6 && planner["planner"] as? String == "icem")
    #expect(try folder.text("s/report.html").contains("sequences drawn in the first iteration"))
    // without the state it is still the same run
    try FileManager.default.removeItem(at: folder.file("s/state.json"))
    let text = try folder.text("s.json")
    #expect(try Tool.run(["study", "s.json", "--report-only"], in: folder.url).status == 0)
    try folder.write(text.replacing("6", with: "8"), to: "s.json")
    let other = try Tool.run(["study", "s.json", "--report-only"], in: folder.url)
    #expect(other.errors.contains("it was 'population 6', now it is 'population 8'"))
  }
}
