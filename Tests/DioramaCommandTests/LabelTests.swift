// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct LabelTests {
  private let folder: TemporaryFolder

  /// A run that has asked two questions, of which one is answered.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("questions"), withIntermediateDirectories: true)
    for (name, text) in [
      ("config.json", "{}"),
      ("questions/about.json", #"{"environment": "Pushing-v1", "budget": 2}"#),
      (
        "questions/questions.jsonl",
        (0..<2).map {
          #"{"number": \#($0), "step": 250, "value": 0.5, "picture": "000\#($0).png", "time": 0}"#
            + "\n"
        }.joined()
      ),
      ("questions/answers.jsonl", Self.answer(1)),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(name)))
    }
  }

  /// The line that answers a question.
  private static func answer(_ question: Int) -> String {
    #"{"question": \#(question), "answer": "no", "by": "web", "time": 7}"# + "\n"
  }

  @Test func `questions are listed with their answers`() throws {
    let outcome = try Tool.run(["label", folder.url.path, "--json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let document = try outcome.object()
    #expect(document["environment"] as? String == "Pushing-v1")
    #expect(document["open"] as? Int == 1)
    let questions = try #require(document["questions"] as? [[String: Any]])
    #expect(questions.map { $0["answer"] as? String } == [nil, "no"])
  }

  @Test func `nobody waits for the questions of a run that nothing trains`() throws {
    for (file, content) in [
      ("about.json", #"{"environment": "Pushing-v1", "budget": 3}"#),
      ("answers.jsonl", (0..<2).map(Self.answer).joined()),
    ] {
      try Data(content.utf8).write(to: URL(fileURLWithPath: folder.path("questions/" + file)))
    }
    func expectCommand(_ command: String) throws {
      let outcome = try Tool.run(["label", folder.url.path, "--terminal"])
      #expect(outcome.status == 0)
      #expect(
        outcome.errors
          == "2 of 3 were asked, and nothing trains the run now; continue with '\(command)'\n")
    }
    try expectCommand("diorama train vice-raq --resume \(folder.url.path)")
    // all steps are made
    try folder.write(#"{"learner": "raq", "steps": 500}"#, to: "config.json")
    try folder.write(#"{"step": 500}"# + "\n", to: "progress.jsonl")
    try expectCommand("diorama train raq --resume \(folder.url.path) --steps 1000")
  }

  @Test func `closed standard input is told and loses nothing`() throws {
    let outcome = try Tool.run(["label", folder.url.path, "--terminal"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("standard input is closed; the questions wait for"))
    #expect(try Tool.run(["label", folder.url.path]).status != 0)
  }

  @Test func `a run without questions and a damaged file are told`() throws {
    let answers = folder.path("questions/answers.jsonl")
    try Data("yes\n".utf8).write(to: URL(fileURLWithPath: answers))
    for option in ["--json", "--terminal", "--page"] {
      let outcome = try Tool.run(["label", folder.url.path, option])
      #expect(outcome.status != 0)
      #expect(outcome.errors.hasPrefix("diorama: '\(answers)', line 1, is malformed"))
    }
    try FileManager.default.removeItem(atPath: folder.path("questions"))
    let outcome = try Tool.run(["label", folder.url.path, "--json"])
    #expect(
      outcome.errors
        == "diorama: the run in '\(folder.url.path)' asks no questions; "
        + "those of raq or vice-raq do\n")
  }
}
