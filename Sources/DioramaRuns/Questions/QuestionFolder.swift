// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
public import DioramaMath
import DioramaRender
import Foundation

/// The folder of a run's questions and their answers: `RUN/questions`.
///
/// | file | holds | written by |
/// | --- | --- | --- |
/// | `about.json` | the environment, and the number of questions | training |
/// | `examples/0000.png` … | success images | training |
/// | `0000.png` … | the image of each question | training |
/// | `questions.jsonl` | each question: number, step, value, image, time | training |
/// | `answers.jsonl` | each answer: question, answer, labeler, time; the last one holds | labelers |
/// | `taken.jsonl` | which answers training took, and before which step | training |
///
/// Any number of processes may answer during training. An answer is on the disk once it is given.
public struct QuestionFolder: Sendable {
  /// The subject of the questions: `about.json`.
  public struct About: Hashable, Sendable, Codable {
    /// The agent's environment, such as `Pushing-v1`.
    public var environment: String
    /// The number of questions that are asked in all.
    public var budget: Int

    /// Makes the subject.
    public init(environment: String, budget: Int) {
      self.environment = environment
      self.budget = budget
    }
  }

  /// The path of the folder.
  public let path: String
  /// The run's folder.
  public let run: String
  /// The subject of the questions.
  public let about: About

  let questionFile: LineFile<QuestionLine>
  let answerFile: LineFile<AnswerLine>
  let takenFile: LineFile<TakenLine>

  private init(_ run: String, _ about: About) {
    self.run = run
    self.about = about
    let path = run + "/questions"
    self.path = path
    questionFile = LineFile(
      path: path + "/questions.jsonl",
      example: QuestionLine(number: 0, step: 250, value: 1.5, picture: "0000.png", time: 0))
    answerFile = LineFile(
      path: path + "/answers.jsonl",
      example: AnswerLine(question: 0, answer: .yes, by: "terminal", time: 0))
    takenFile = LineFile(
      path: path + "/taken.jsonl",
      example: TakenLine(step: 251, asked: 1, answers: [.init(question: 0, answer: .yes)]))
  }

  /// Opens the questions of the run in the folder `run`.
  ///
  /// - Throws: ``RunError`` when there is no run, ``LabelError/noQuestions(run:)`` when it asks no questions.
  public init(ofRun run: String) throws {
    guard Disk.exists(run + "/config.json") else { throw RunError.noRun(run) }
    let file = run + "/questions/about.json"
    guard Disk.exists(file) else { throw LabelError.noQuestions(run: run) }
    do {
      let about = try JSONDecoder().decode(About.self, from: Disk.read(file))
      guard (0...1_000_000_000).contains(about.budget) else {
        throw SettingsError.outOfBounds(
          key: "budget in '\(file)'", value: "\(about.budget)", bounds: "in 0...1000000000")
      }
      self.init(run, about)
    } catch let error as SettingsError {
      throw error
    } catch is DecodingError {
      throw RunError.missingValue(path: file, key: "environment or budget")
    } catch {
      throw RunError.unreadable(path: file, reason: error.systemReason)
    }
  }

  /// Makes the folder in that of `run`, or opens it to resume the run.
  ///
  /// - Parameters:
  ///   - run: The run's folder.
  ///   - about: The subject of the questions.
  ///   - examples: Success images; the labeler is shown the first 24.
  /// - Throws: ``RunError`` or ``RenderError`` when it cannot be written.
  public init(in run: String, about: About, examples: [Image]) throws {
    self.init(run, about)
    do {
      try Disk.makeFolder(path + "/examples")
      for (index, example) in examples.prefix(24).enumerated() {
        try PNG.write(example, to: path + "/examples/" + Self.name(index))
      }
      try Disk.write(JSONEncoder().encode(about), to: path + "/about.json")
    } catch let error as RenderError {
      throw error
    } catch {
      throw RunError.unwritable(path: path, reason: error.systemReason)
    }
  }

  /// The paths of the success images.
  public var examples: [String] {
    let names = (try? Disk.contents(path + "/examples")) ?? []
    return names.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }.sorted()
      .map { path + "/examples/" + $0 }
  }

  /// Returns all questions with their answers, in the order that they were asked.
  ///
  /// - Throws: ``LabelError`` when a line cannot be parsed or answers a question that was never asked.
  public func questions() throws -> [RecordedQuestion] {
    let answers = try answerFile.read()  // first: what they answer is there then
    let questions = try asked()
    for (index, line) in answers.enumerated() where !questions.indices.contains(line.question) {
      throw LabelError.answerToNothing(
        path: answerFile.path, line: index + 1, question: line.question, count: questions.count)
    }
    let standing = Self.standing(answers)
    return questions.map { line in
      let last = standing[line.number]
      return RecordedQuestion(
        number: line.number, step: line.step, value: line.value,
        picture: path + "/" + Self.name(line.number), time: line.time,
        answer: last.flatMap { Answer(rawValue: $0.answer.rawValue) }, by: last?.by,
        answered: last?.time)
    }
  }

  /// Returns the recorded questions, each at the index that is its number.
  func asked() throws -> [QuestionLine] {
    let lines = try questionFile.read()
    for (index, line) in lines.enumerated() where line.number != index {
      throw LabelError.badLine(
        path: questionFile.path, line: index + 1, example: "{\"number\":\(index),…}")
    }
    return lines
  }

  /// Returns the file name of the image of question or example `number`.
  static func name(_ number: Int) -> String { String(format: "%04d.png", number) }
}
