// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import DioramaRuns
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct LabelsFolderTests {
  @Test func `the last answer holds and can be taken back`() throws {
    let run = try LabelsFixture(asking: 2)
    #expect(try run.answers == [nil, nil])
    try run.folder.answer(1, with: .yes, by: "web")
    try run.folder.answer(1, with: .no, replacing: .yes, by: "terminal")
    #expect(try run.answers == [nil, .no])
    #expect(try run.folder.questions()[1].by == "terminal")
    try run.folder.answer(1, with: nil, replacing: .no, by: "web")
    #expect(try run.answers == [nil, nil])
  }

  @Test func `an answer to what was answered meanwhile is refused`() throws {
    let run = try LabelsFixture(asking: 1)
    try run.folder.answer(0, with: .yes, by: "web")
    #expect(throws: LabelError.answeredMeanwhile(0, answer: .yes, by: "web")) {
      try run.folder.answer(0, with: .no, by: "terminal")
    }
    #expect(throws: LabelError.unknownQuestion(1, count: 1)) {
      try run.folder.answer(1, with: .no, by: "terminal")
    }
    #expect(try run.answers == [.yes])
  }

  @Test func `a line that a killed process left unfinished is cut`() throws {
    let run = try LabelsFixture(asking: 2)
    try run.folder.answer(0, with: .yes, by: "web")
    try run.append(#"{"answer":"no","by":"w"#, to: "answers.jsonl")
    #expect(try run.answers == [.yes, nil])
    try run.folder.answer(1, with: .no, by: "web")
    #expect(try run.answers == [.yes, .no])
    let lines = try run.temporary.text("questions/answers.jsonl").split(separator: "\n")
    #expect(lines.count == 2)
  }

  @Test(arguments: [
    #"{"answer":"Yes","by":"me","question":0,"time":0}"#,
    #"{"answer":"yes","by":"me","question":-1,"time":0}"#,
    #"{"answer":"yes","by":"me","question":9223372036854775807,"time":0}"#,
    #"{"answer":"yes","by":"me","question":0,"time":1e300}"#,
  ])
  func `a line edited into nonsense is told with its number`(line: String) throws {
    let run = try LabelsFixture(asking: 1)
    try run.folder.answer(0, with: .yes, by: "web")
    try run.append(line, to: "answers.jsonl")
    let path = run.folder.path + "/answers.jsonl"
    func description(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return ""
    }
    let told =
      "'\(path)', line 2, is malformed; fix it or remove it, it should look like "
      + #"{"answer":"yes","by":"terminal","question":0,"time":0}"#
    #expect(description { _ = try run.folder.questions() } == told)
    #expect(description { try run.folder.answer(0, with: nil, replacing: .yes, by: "web") } == told)
    try Data(#"{"answer":"no","by":"me","question":7,"time":0}"#.utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: LabelError.answerToNothing(path: path, line: 1, question: 7, count: 1)) {
      try run.folder.questions()
    }
  }

  @Test func `two who answer at once lose nothing`() async throws {
    let run = try LabelsFixture(asking: 40)
    let folder = run.folder
    // both answer everything; each question must go to exactly one of them
    let won = await withTaskGroup(of: Int.self) { group in
      for author in ["first", "second"] {
        group.addTask {
          (0..<40).count { (try? folder.answer($0, with: .yes, by: author)) != nil }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(won == 40)
    #expect(try run.answers == Array(repeating: .yes, count: 40))
  }

  @Test func `a folder without questions says so`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: RunError.noRun(folder.url.path)) { try QuestionFolder(ofRun: folder.url.path) }
    try Data("{}".utf8).write(to: folder.url.appendingPathComponent("config.json"))
    #expect(throws: LabelError.noQuestions(run: folder.url.path)) {
      try QuestionFolder(ofRun: folder.url.path)
    }
    let run = try LabelsFixture(asking: 1)
    let opened = try QuestionFolder(ofRun: run.temporary.url.path)
    #expect(opened.about == .init(environment: "Pushing-v1", budget: 25))
    #expect(opened.examples.count == 2)
  }
}
