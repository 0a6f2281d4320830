// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
public import DioramaMath
import DioramaRender
import Foundation

/// All that a run asks and is told: `RUN/questions`.
///
/// | file | holds | written by |
/// | --- | --- | --- |
/// | `about.json` | what is asked about, and how often | training |
/// | `examples/0000.png` … | what success looks like | training |
/// | `0000.png` … | the picture of each question | training |
/// | `questions.jsonl` | each question: number, step, value, picture, time | training |
/// | `answers.jsonl` | each answer: question, answer, by whom, time; the last one holds | whoever answers |
/// | `taken.jsonl` | before which step training took which answers | training |
///
/// Any number of processes may answer while training goes on. An answer is on the disk once it is given.
public struct QuestionFolder: Sendable {
  /// What is asked about: `about.json`.
  public struct About: Hashable, Sendable, Codable {
    /// Where the agent acts, such as `Pushing-v1`.
    public var environment: String
    /// How many questions are asked in all.
    public var budget: Int

    /// Makes it.
    public init(environment: String, budget: Int) {
      self.environment = environment
      self.budget = budget
    }
  }

  /// Where it is.
  public let path: String
  /// The run's folder.
  public let run: String
  /// What is asked about.
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

  /// Opens what the run in the folder `run` asks.
  ///
  /// - Throws: ``RunError`` when there is no run, ``LabelError/noQuestions(run:)`` when it asks none.
  public init(ofRun run: String) throws {
    guard Disk.exists(run + "/config.json") else { throw RunError.noRun(run) }
    let file = run + "/questions/about.json"
    guard Disk.exists(file) else { throw LabelError.noQuestions(run: run) }
    do {
      let about = try JSONDecoder().decode(About.self, from: Disk.read(file))
      guard (0...1_000_000_000).contains(about.budget) else {
        throw RunError.outOfBounds(
          key: "budget in '\(file)'", value: "\(about.budget)", bounds: "in 0...1000000000")
      }
      self.init(run, about)
    } catch let error as RunError {
      throw error
    } catch is DecodingError {
      throw RunError.missingValue(path: file, key: "environment or budget")
    } catch {
      throw RunError.unreadable(path: file, reason: error.systemReason)
    }
  }

  /// Makes the folder in that of `run`, or opens it for going on.
  ///
  /// - Parameters:
  ///   - run: The run's folder.
  ///   - about: What is asked about.
  ///   - examples: What success looks like; the first 24 are shown to whoever answers.
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

  /// The paths of the pictures of success.
  public var examples: [String] {
    let names = (try? Disk.contents(path + "/examples")) ?? []
    return names.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }.sorted()
      .map { path + "/examples/" + $0 }
  }

  /// Returns all questions with their answers, in the order that they were asked.
  ///
  /// - Throws: ``LabelError`` when a file was edited into nonsense.
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

  /// What was asked, each at its number.
  func asked() throws -> [QuestionLine] {
    let lines = try questionFile.read()
    for (index, line) in lines.enumerated() where line.number != index {
      throw LabelError.badLine(
        path: questionFile.path, line: index + 1, example: "{\"number\":\(index),…}")
    }
    return lines
  }

  /// The name of picture `number`.
  static func name(_ number: Int) -> String { String(format: "%04d.png", number) }
}
