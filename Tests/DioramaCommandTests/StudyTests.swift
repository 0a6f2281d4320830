// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct StudyTests {
  /// Small agents that learn for a second, and what does not learn.
  private static let study = """
    {
      "title": "Small & <quick>", "note": "\\"Quoted\\" 'words'",
      "defaults": {"episodes": 3, "films": false, "horizon": 40},
      "rows": [
        {"learner": "random", "tasks": ["Pendulum-v1", "FrozenLake-v1"], "seeds": 2},
        {"learner": "value-iteration", "tasks": "FrozenLake-v1"},
        {"learner": "sac", "tasks": "Pendulum-v1", "seeds": 3, "steps": 600, "evaluate_every": 200,
         "evaluation_episodes": 2, "log_every": 100, "checkpoint_every": 150,
         "set": {"hidden_units": 8, "batch_size": 8}}
      ]
    }
    """

  private func folder(_ text: String = study) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try text.write(toFile: folder.path("s.json"), atomically: true, encoding: .utf8)
    return folder
  }

  /// The lines of `results.csv` without the last column, which says how long it took.
  private func results(_ folder: TemporaryFolder, _ name: String = "s") throws -> [String] {
    try String(contentsOfFile: folder.path("\(name)/results.csv"), encoding: .utf8)
      .split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).dropLast()
          .joined(separator: ",")
      }
  }

  /// Checks that a page is well-formed and needs nothing from elsewhere, and returns it.
  private func page(_ folder: TemporaryFolder, _ name: String = "s") throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.path("\(name)/report.html")))
    #expect(pageFault(data) == nil)
    let page = String(decoding: data, as: UTF8.self)
    let outside = page.split(separator: "http").count - 1
    #expect(outside == 1 && page.contains("href=\"https://arxiv.org/abs/2108.13264\""))
    #expect(!page.contains("nan") && !page.contains(">inf"))
    return page
  }

  @Test func `a study is run, reported on, and not run again`() throws {
    let folder = try folder()
    let first = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("value-iteration, FrozenLake-v1, seed 1: "))
    #expect(first.errors.hasSuffix("wrote s/report.html\n"))
    let lines = try results(folder)
    #expect(lines.count == 1 + 8)
    #expect(lines[0].hasPrefix("name,learner,task,seed,state,steps,episodes,success_rate"))
    #expect(lines.dropFirst().allSatisfy { $0.contains(",done,") })
    #expect(lines[6].hasPrefix("sac,sac,Pendulum-v1,1,done,600,3,"))

    let page = try page(folder)
    #expect(page.contains("<h1>Small &amp; &lt;quick&gt;</h1>"))
    #expect(page.contains("&quot;Quoted&quot; &#39;words&#39;"))
    for heading in ["Final success", "Learning curves", "Performance profiles", "Settings"] {
      #expect(page.contains("<h2>\(heading)</h2>"), "\(heading)")
    }
    #expect(page.contains("diorama train sac Pendulum-v1 --steps 600 --seed 1"))
    #expect(!page.contains("class=\"trouble\""))

    // nothing is done twice; a report can be had from the folder alone
    let log = try FileManager.default.attributesOfItem(
      atPath: folder.path("s/sac-Pendulum-v1-1/summary.json"))
    let again = try Tool.run(["study", "s", "--json"], in: folder.url)
    #expect(again.status == 0 && again.errors == "wrote s/report.html\n", "\(again.errors)")
    let after = try FileManager.default.attributesOfItem(
      atPath: folder.path("s/sac-Pendulum-v1-1/summary.json"))
    #expect(log[.modificationDate] as? Date == after[.modificationDate] as? Date)
    #expect(try results(folder) == lines)
    let document = try again.object()
    let runs = try #require(document["runs"] as? [[String: Any]])
    #expect(runs.count == 8 && runs.allSatisfy { $0["state"] as? String == "done" })
    let comparisons = try #require(document["comparisons"] as? [[String: Any]])
    #expect(comparisons.count == 2)

    let table = try Tool.run(["study", "s.json", "--report-only", "--markdown"], in: folder.url)
    #expect(table.output.contains("| `Pendulum-v1`, state, `sac` | 600 | 3 | "))
  }

  @Test func `a second evaluation is in perturbed surroundings`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"defaults": {"episodes": 2, "horizon": 4, "films": false, "perturbed": ["masses", "friction"]},
       "rows": [{"learner": "random", "tasks": "Pushing-v1"},
        {"learner": "sac", "tasks": "Pushing-v1", "steps": 20}]}
      """
    ])
    let outcome = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for run in ["random-Pushing-v1-1", "sac-Pushing-v1-1"] {
      let plain = try folder.text("s/\(run)/evaluation.json")
      let perturbed = try folder.text("s/\(run)/perturbed.json")
      #expect(!plain.contains("randomized"))
      #expect(perturbed.contains("\"masses\"") && perturbed.contains("\"friction\""))
    }
    // the same starts, but heavier and lighter mugs: another trajectory
    let hash = { (file: String) in
      try folder.text(file).split(separator: "\n").first { $0.contains("trajectory_hash") }
    }
    #expect(
      try hash("s/sac-Pushing-v1-1/evaluation.json") != hash("s/sac-Pushing-v1-1/perturbed.json"))
  }

  @Test func `a run waits for the one that it learns from, and fails with it`() throws {
    let folder = try TemporaryFolder([
      "s.json": """
      {"defaults": {"episodes": 1, "horizon": 9, "films": false, "tasks": "Pendulum-v1", "steps": 30,
                    "set": {"hidden_units": 8, "batch_size": 8, "warmup_steps": 10}},
       "rows": [{"learner": "sac"}, {"learner": "cql", "dataset_of": "sac"}]}
      """
    ])
    let outcome = try Tool.run(["study", "s.json", "--jobs", "2"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try folder.text("s/cql-Pendulum-v1-1/config.json")
    #expect(report.contains("/s/sac-Pendulum-v1-1\""))
    // what failed is told of both
    try FileManager.default.removeItem(atPath: folder.path("s/cql-Pendulum-v1-1"))
    try FileManager.default.removeItem(atPath: folder.path("s/sac-Pendulum-v1-1"))
    try folder.write(Data(), to: "s/sac-Pendulum-v1-1")
    let failed = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(failed.status != 0)
    #expect(
      failed.errors.contains(
        "cql, Pendulum-v1, seed 1: failed: the run 'sac-Pendulum-v1-1', which it learns from, failed"
      ))
  }

  @Test func `killed in the middle, a study ends with the same results`() throws {
    let folder = try folder()
    #expect(try Tool.run(["study", "s.json", "--out", "a"], in: folder.url).status == 0)
    for file in [
      "b/state.json", "b/sac-Pendulum-v1-1/progress.csv", "b/sac-Pendulum-v1-2/curve.svg",
    ] {
      let process = Process()
      process.executableURL = Tool.path
      process.arguments = ["study", "s.json", "--out", "b", "--jobs", "1"]
      process.currentDirectoryURL = folder.url
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while process.isRunning, !FileManager.default.fileExists(atPath: folder.path(file)) {
        usleep(1_000)
      }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    // what it had started ends with it, and then the folder is free
    let last = try Tool.run(["study", "s.json", "--out", "b"], in: folder.url)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try results(folder, "b") == results(folder, "a"))
  }

  @Test func `a signal stops a study, whose trainings save`() throws {
    let folder = try folder(Self.study.replacing("600", with: "6000"))
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = ["study", "s.json"]
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let file = folder.path("s/sac-Pendulum-v1-1/progress.csv")
    while process.isRunning, !FileManager.default.fileExists(atPath: file) { usleep(1_000) }
    process.interrupt()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 130)
    #expect(text.hasSuffix("stopped; the same command continues\n"), "\(text)")
    let log = try String(
      contentsOfFile: folder.path("s/logs/sac-Pendulum-v1-1.err"), encoding: .utf8)
    #expect(log.hasPrefix("saved after "), "\(log)")
  }

  @Test func `a run that fails leaves the others alone, and the report shows it`() throws {
    let folder = try folder(
      """
      {"defaults": {"episodes": 2, "films": false}, "rows": [
        {"learner": "vice", "tasks": "Pushing-v1", "steps": 100, "goals": "no <goals>"},
        {"learner": "zero", "tasks": "Maze-v1"}]}
      """)
    let early = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(
      early.errors.hasPrefix("diorama: s.json, row 1 (vice): goals cannot be '/")
        && early.errors.hasSuffix("/no <goals>'; give a folder that is there\n"), "\(early.errors)")
    #expect(try folder.contents() == ["s.json"])
    try FileManager.default.createDirectory(
      atPath: folder.path("no <goals>"), withIntermediateDirectories: false)
    let outcome = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("zero, Maze-v1, seed 1: 0 % success\n"))
    #expect(outcome.errors.contains("vice, Pushing-v1, seed 1: failed: diorama: '/"))
    #expect(outcome.errors.contains("diorama: 1 run failed; the report says why"))
    #expect(try results(folder)[1].hasPrefix("vice,vice,Pushing-v1,1,failed,,,,"))
    let page = try page(folder)
    #expect(page.contains("<h2>1 run failed</h2>"))
    #expect(page.contains("no &lt;goals&gt;&#39; holds no PNG images"))
    #expect(page.contains("--goals &#39;no &lt;goals&gt;&#39; "))
    // with another configuration it is another study
    try Self.study.replacing("\"FrozenLake-v1\"", with: "\"Maze-v1\"")
      .write(toFile: folder.path("t.json"), atomically: true, encoding: .utf8)
    let other = try Tool.run(["study", "t.json", "--out", "s"], in: folder.url)
    #expect(
      other.errors == "diorama: 's' has the results of another study, 's'; name another folder\n")
    let longer = try String(contentsOfFile: folder.path("s.json"), encoding: .utf8)
      .replacing("100", with: "200")
    try longer.write(toFile: folder.path("s.json"), atomically: true, encoding: .utf8)
    // what has failed has left nothing, and may be tried otherwise
    let changed = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(changed.errors.hasPrefix("vice, Pushing-v1, seed 1: failed: "), "\(changed.errors)")
  }

  @Test func `one process works in a folder, and only in one of a study`() throws {
    let folder = try folder(#"{"rows": [{"learner": "zero", "tasks": "Maze-v1"}]}"#)
    #expect(FileManager.default.createFile(atPath: folder.path("file"), contents: nil))
    let strange = try Tool.run(["study", "s.json", "--out", "."], in: folder.url)
    #expect(
      strange.errors
        == "diorama: '.' is not empty and not a folder of this study; name another one\n")
    let without = try Tool.run(
      ["study", "s.json"], environment: ["PATH": folder.url.path], in: folder.url)
    #expect(
      without.errors
        == "diorama: the program 'ffmpeg' was not found; videos need it; install it "
        + "(apt install ffmpeg), or make none with --no-films\n")
    #expect(try folder.contents() == ["file", "s.json"])
    #expect(try Tool.run(["study", "s.json"], in: folder.url).status == 0)
    #expect(FileManager.default.fileExists(atPath: folder.path("s/films/zero-Maze-v1-1.mp4")))
    #expect(try page(folder).contains("src=\"data:video/mp4;base64,"))
    let lock = try #require(FileHandle(forUpdatingAtPath: folder.path("s/.lock")))
    #expect(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    let locked = try Tool.run(["study", "s.json"], in: folder.url)
    #expect(
      locked.errors == "diorama: another process is using 's'; wait for it or stop it\n")
  }

  @Test func `studies are compared in one report`() throws {
    let text =
      #"{"title": "One", "rows": [{"learner": "random", "tasks": "Maze-v1", "films": false}]}"#
    let folder = try folder(text)
    try text.replacing("One", with: "Two")
      .write(toFile: folder.path("t.json"), atomically: true, encoding: .utf8)
    for name in ["s.json", "t.json"] {
      #expect(try Tool.run(["study", name], in: folder.url).status == 0)
    }
    let outcome = try Tool.run(
      ["study", "s.json", "--report-only", "--with", "t"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("random (t)  Maze-v1"))
    #expect(try page(folder).contains("<h1>One and Two</h1>"))
    #expect(try Tool.run(["study", "t", "--publish", "p"], in: folder.url).status == 0)
    #expect(try folder.text("p/runs.jsonl").contains("\"episodes\":100"))
    // the report is made of it again, and a study goes on there
    let again = try Tool.run(["study", "t.json", "--report-only", "--out", "p"], in: folder.url)
    #expect(again.errors == "wrote p/report.html\n", "\(again.errors)")
    #expect(try folder.text("p/results.csv") == folder.text("t/results.csv"))
    let on = try Tool.run(["study", "t.json", "--dry-run", "--out", "p"], in: folder.url)
    #expect(on.output.contains("0 of them to do"), "\(on.output)")
    let both = try Tool.run(["study", "s", "--with", "t", "--publish", "p"], in: folder.url)
    #expect(
      both.errors.contains("--publish and --with exclude each other; publish each study by itself"))
    let plan = try Tool.run(["study", "s.json", "--dry-run", "--out", "new"], in: folder.url)
    #expect(
      plan.output == """
        One: 1 runs, 1 of them to do, in new

        random, Maze-v1, seed 1
          diorama rollout Maze-v1 --policy random --seed 1000000 --episodes 100 --json

        """)
    #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
  }
}
