// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What the shell may limit, and what a number may be.
@Suite(.slow) struct LimitTests {
  /// Runs the program under a limit of the shell.
  private func run(
    _ limit: String, _ arguments: [String], in folder: TemporaryFolder
  ) throws -> (status: Int32, isSignal: Bool, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "\(limit); exec \"$0\" \"$@\"", Tool.path.path] + arguments
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, process.terminationReason == .uncaughtSignal, text)
  }

  private func expectOneLine(
    _ outcome: (status: Int32, isSignal: Bool, errors: String), _ part: String,
    _ where: String = ""
  ) {
    let text = "\(`where`): \(outcome.status) \(outcome.errors)"
    #expect(!outcome.isSignal && outcome.status != 0, "\(text)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(text)")
    #expect(outcome.errors.contains(part) && !outcome.errors.contains("Error Domain"), "\(text)")
  }

  private static let training = [
    "train", "sac", "Pendulum-v1", "--steps", "20", "--film-every", "0", "--evaluation-episodes",
    "1", "--horizon", "5", "--threads", "1", "--set", "hidden_units=8",
  ]

  @Test(arguments: 3...20)
  func `with few open files a training works or says so`(files: Int) throws {
    let folder = try TemporaryFolder()
    let outcome = try run(
      "ulimit -n \(files)", Self.training + ["--out", "r"], in: folder)
    #expect(!outcome.isSignal, "\(outcome)")
    if outcome.status != 0, !outcome.errors.contains("error while loading shared libraries") {
      expectOneLine(outcome, "Too many open files; raise the limit of open files (ulimit -n)")
    }
    if files >= 12 { #expect(outcome.status == 0, "\(outcome)") }
  }

  @Test func `a trace that does not fit is told, and has no cut line`() throws {
    let rollout = ["rollout", "Pendulum-v1", "--policy", "zero", "--trace"]
    let full = try Tool.run(rollout + ["/dev/full"])
    #expect(full.status == 1)
    #expect(full.errors == "diorama: cannot write '/dev/full': No space left on device\n")
    let folder = try TemporaryFolder()
    expectOneLine(try run("ulimit -f 2", rollout + ["t"], in: folder), "File too large")
    let text = try folder.text("t")
    #expect(text.hasSuffix("}\n") && text.utf8.count > 1_000)
    for line in text.split(separator: "\n") {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  @Test func `a file that grows too large is an error of every command, not its end`() throws {
    let folder = try TemporaryFolder([
      "s.json": #"{"rows": [{"learner": "random", "tasks": "Maze-v1", "episodes": 2}]}"#
    ])
    for arguments in [
      ["render", "Maze-v1", "--out", "a.png"],
      ["goals", "Pushing-v1", "--count", "1", "--out", "g"],
      ["rollout", "Maze-v1", "--policy", "zero", "--out", "f.png"],
      ["study", "s.json", "--no-films"],
    ] {
      expectOneLine(
        try run("ulimit -f 0", arguments, in: folder), "File too large", arguments[0])
    }
    #expect(try folder.contents().filter { $0 != "s" } == ["s.json"])
  }

  @Test func `a checkpoint that cannot be written says what helps, and what is there`() throws {
    let folder = try TemporaryFolder()
    #expect(try Tool.run(Self.training + ["--out", "r"], in: folder.url).status == 0)
    let resume = ["train", "sac", "--resume", "r", "--steps", "25"]
    // nothing may grow: the rows are written before
    expectOneLine(try run("ulimit -f 0", resume, in: folder), "File too large")
    #expect(try Tool.run(resume, in: folder.url).status == 0)
  }

  /// The options of a command that are no numbers; all others must say their bounds.
  private static let words: Set = [
    "against", "as", "camera", "compare", "config", "context", "control", "convention", "dataset",
    "expert", "export",
    "goals", "key",
    "labeler", "map", "method", "scene", "task",
    "mix", "mode", "observation", "only", "out", "output", "program", "plan-reward", "plan-set",
    "planner",
    "policy", "preset",
    "publish", "quality", "randomize", "recipe", "replay", "resume", "reward", "set", "size",
    "trace", "with",
  ]

  /// Numbers that may be below zero.
  private static let anyNumbers: Set = ["living-reward"]

  private static let bases = [
    "render": ["Maze-v1", "--out", "x.png"],
    "rollout": ["Pushing-v1", "--policy", "mpc"], "goals": ["Pushing-v1", "--out", "g"],
    "audit": ["r", "--out", "a", "--against", "r"],
    "evaluate": ["r"], "label": ["r", "--page"], "study": ["s.json"], "scene": ["s.xml"],
    "task": ["t.json"], "record": ["Pushing-v1", "--policy", "page", "--out", "d"],
    "solve": ["Maze-v1", "--method", "soft"], "bench": ["list"], "list": [], "certify": [],
    "check": [], "sac": ["Pendulum-v1", "--out", "x"], "pets": ["Pendulum-v1", "--out", "x"],
    "vice-raq": ["Pushing-v1", "--out", "x"],
  ]

  private struct Help: Decodable {
    struct Command: Decodable {
      struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let kind: String
        let names: [Name]?
        let shouldDisplay: Bool
      }
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Command]?
    }
    let command: Command
  }

  @Test func `every number of every command says its bound when it is below it`() throws {
    let folder = try TemporaryFolder()
    let text = try Tool.run(["--experimental-dump-help"]).output
    let help = try JSONDecoder().decode(Help.self, from: Data(text.utf8)).command
    var count = 0
    func visit(_ command: Help.Command, _ path: [String]) throws {
      for inner in command.subcommands ?? [] { try visit(inner, path + [inner.commandName]) }
      guard let base = Self.bases[command.commandName] else { return }
      for argument in command.arguments ?? [] where argument.kind == "option" {
        let name = try #require(argument.names?.last?.name)
        if Self.words.contains(name) || Self.anyNumbers.contains(name) { continue }
        guard argument.shouldDisplay else {
          let outcome = try Tool.run(path + base + ["--\(name)", "1"], in: folder.url)
          #expect(outcome.errors == "diorama: --\(name) is nothing for \(path[1]); leave it out\n")
          continue
        }
        count += 1
        let outcome = try Tool.run(path + base + ["--\(name)", "-1"], in: folder.url)
        let what = "\(path) --\(name): \(outcome.errors)"
        #expect(outcome.status != 0 && outcome.output.isEmpty, "\(what)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(what)")
        #expect(outcome.errors.contains("-1") && outcome.errors.contains("must "), "\(what)")
        #expect(
          outcome.errors.contains(name)
            || outcome.errors.contains(name.replacing("-", with: "_")), "\(what)")
      }
    }
    try visit(help, [])
    #expect(count > 40, "\(count)")
    let size = try Tool.run(["render", "Maze-v1", "--out", "x.png", "--size", "-5x5"])
    #expect(
      size.errors.contains("-5x5 pixels cannot be drawn; both sides must lie in 16...2048"),
      "\(size.errors)")
    let reward = try Tool.run(["solve", "Maze-v1", "--living-reward", "-1"])
    #expect(reward.status == 0)
    #expect(try folder.contents().isEmpty)
  }

  @Test(
    arguments: [
      "sac", "pets", "classifier", "raq", "vice", "vice-raq", "rce", "bc", "dagger", "gail", "airl",
      "rlpd",
    ].map { "train \($0)" }
      + [
        "list", "render", "rollout", "goals", "check", "solve", "certify", "bench", "scene",
        "task", "record", "train",
        "evaluate", "label", "study", "audit",
      ])
  func `no line of a help screen is longer than a wide terminal`(command: String) throws {
    let words = command.split(separator: " ").map(String.init) + ["--help"]
    let outcome = try Tool.run(words, environment: ["COLUMNS": "80"])
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test(
    arguments: [
      ("sac", [100_000, 1_000, 5_000, 5_000, 5]), ("pets", [5_000, 250, 1_000, 500, 5]),
      ("vice-raq", [100_000, 1_000, 1_000, 1_000, 1]), ("rce", [100_000, 1_000, 1_000, 1_000, 1]),
    ])
  func `help screens say what a training begins with`(learner: String, defaults: [Int]) throws {
    let help = try Tool.run(["train", learner, "--help"]).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for (option, value) in zip(
      ["steps", "log-every", "evaluate-every", "checkpoint-every", "film-every"], defaults)
    {
      let place = try #require(help.range(of: "--\(option) <\(option)> "))
      let text = help[place.upperBound...]
      let end = try #require(text.range(of: "(default: \(value))"))
      #expect(!text[..<end.lowerBound].contains(" --"), "\(option)")
    }
    #expect(!help.contains("By default there are"))
  }
}
