// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import DioramaRuns
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct LabelsResumeTests {
  /// A run as far as its labeler sees it: it asks before every tenth step.
  private struct Trainer {
    let labeler: QuestionLabeler
    var step = 0
    /// What it was told, and before which step.
    var told: [String] = []
    var saved: (position: QuestionLabeler.Position, step: Int, told: [String]) = (.init(), 0, [])

    mutating func run(
      to end: Int, savingAfter checkpoint: Int? = nil, then body: (Int) throws -> Void = { _ in }
    ) throws {
      while step < end {
        step += 1
        if step % 10 == 0 { try labeler.ask(LabelsFixture.question(step / 10 - 1)) }
        for item in try labeler.takeAnswers(before: step) {
          told.append("\(step): \(item.question) \(item.answer)")
        }
        try body(step)
        if step == checkpoint { saved = (labeler.position, step, told) }
      }
    }

    /// The same run, restored from its checkpoint by another process.
    func restored(_ folder: QuestionFolder) throws -> Trainer {
      Trainer(
        labeler: try QuestionLabeler(folder, at: saved.position), step: saved.step,
        told: saved.told, saved: saved)
    }
  }

  @Test(arguments: [0, 12, 25, 31, 32])
  func `a killed run is told the same again at the same steps`(checkpoint: Int) throws {
    let run = try LabelsFixture()
    var trainer = Trainer(labeler: try QuestionLabeler(run.folder))
    try trainer.run(to: 38, savingAfter: checkpoint) { step in
      switch step {
      case 11: try run.folder.answer(0, with: .yes, by: "web")
      case 24: try run.folder.answer(0, with: .no, replacing: .yes, by: "web")
      case 31: try run.folder.answer(2, with: .yes, by: "web")
      default: break
      }
    }
    #expect(trainer.told == ["12: 0 yes", "25: 0 no", "32: 2 yes"])

    // what is said after the kill comes after all that was told before
    try run.folder.answer(1, with: .no, by: "terminal")
    var resumed = try trainer.restored(run.folder)
    try resumed.run(to: 50)
    #expect(resumed.told == ["12: 0 yes", "25: 0 no", "32: 2 yes", "33: 1 no"])
  }

  @Test func `answers between the last question and the kill wait until it is asked again`() throws
  {
    let run = try LabelsFixture()
    var trainer = Trainer(labeler: try QuestionLabeler(run.folder))
    try trainer.run(to: 20, savingAfter: 5)
    try run.folder.answer(0, with: .yes, by: "web")
    var resumed = try trainer.restored(run.folder)
    try resumed.run(to: 30)
    #expect(resumed.told == ["20: 0 yes"])
  }

  @Test func `an oracle that was killed between question and answer answers in time`() throws {
    let run = try LabelsFixture(asking: 1)  // asked, and not heard by any oracle
    let oracle = try OracleRespondent(seed: 1)
    var trainer = Trainer(labeler: try QuestionLabeler(run.folder, answeredBy: oracle))
    try trainer.run(to: 20)
    #expect(trainer.told == ["10: 0 yes", "20: 1 yes"])
  }

  @Test func `another run in the folder is noticed`() throws {
    let run = try LabelsFixture(asking: 2)
    let labeler = try QuestionLabeler(run.folder)
    var question = LabelsFixture.question(0)
    question.picture.samples[0] += 1
    #expect(
      throws: LabelError.otherQuestion(
        folder: run.folder.path, number: 0, recordedStep: 10, step: 10)
    ) { try labeler.ask(question) }
    #expect(
      throws: LabelError.recordsMissing(
        folder: run.folder.path, file: "questions.jsonl", count: 2, expected: 3)
    ) { try QuestionLabeler(run.folder, at: .init(asked: 3)) }

    try labeler.ask(LabelsFixture.question(0))
    try labeler.ask(LabelsFixture.question(1))
    try run.folder.answer(0, with: .no, by: "web")
    #expect(try labeler.takeAnswers(before: 25).count == 1)
    let again = try QuestionLabeler(run.folder, at: .init(asked: 2))
    #expect(
      throws: LabelError.otherAnswers(folder: run.folder.path, recordedStep: 25, step: 26)
    ) { try again.takeAnswers(before: 26) }
  }
}
