// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation

/// The state that the page shows, read from the run's folder.
struct LabelState: Encodable {
  struct Question: Encodable {
    let number: Int
    let step: Int
    let answer: Answer?
    let by: String?
    /// The time of the answer [s since 1970].
    let answered: Double?
  }

  let environment: String
  /// The name of the run's folder, and the command to answer its questions once the page is gone.
  let run: String
  let command: String
  /// The command that resumes the run; nil while it trains.
  let resumption: String?
  /// The number of questions that are asked in all.
  let budget: Int
  let questions: [Question]
  /// The number of success images.
  let examples: Int
  /// The number of steps so far, and that of the whole run; nil if they are not known.
  let step: Int?
  let steps: Int?
  /// The versions of the learning curve and of the video, which change with the files; nil without a file.
  let curve: String?
  let film: String?

  init(_ folder: QuestionFolder) throws {
    environment = folder.about.environment
    run = URL(fileURLWithPath: folder.run).standardizedFileURL.lastPathComponent
    command = "diorama label \(folder.run) --page"
    resumption = folder.resumption
    budget = folder.about.budget
    questions = try folder.questions().map {
      Question(
        number: $0.number, step: $0.step, answer: $0.answer, by: $0.by, answered: $0.answered)
    }
    examples = folder.examples.count
    steps = folder.steps
    step = [folder.lastLoggedStep, questions.last?.step].compactMap(\.self).max()
    curve = Self.curve(folder).flatMap(Self.version)
    film = Self.film(folder).flatMap(Self.version)
  }

  var json: Data {
    get throws { try JSONEncoder().encode(self) }
  }

  /// Returns the path of the learning curve, if there is one.
  static func curve(_ folder: QuestionFolder) -> String? {
    let path = folder.run + "/curve.svg"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Returns the path of the latest video, if there is one.
  static func film(_ folder: QuestionFolder) -> String? {
    let films = folder.run + "/films"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: films)) ?? []
    return names.filter { $0.hasSuffix(".mp4") && !$0.hasPrefix(".") }.max().map {
      films + "/" + $0
    }
  }

  private static func version(_ path: String) -> String? {
    FileVersion(path).map { "\(URL(fileURLWithPath: path).lastPathComponent)-\($0.text)" }
  }
}
