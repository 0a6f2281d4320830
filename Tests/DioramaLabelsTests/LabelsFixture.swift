// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath
import DioramaRuns
import Foundation
import TestSupport

/// A run's folder with nothing but questions.
struct LabelsFixture {
  let temporary: TemporaryFolder
  let folder: QuestionFolder

  /// Makes it, with questions asked before step 10, step 20 and so on.
  init(asking count: Int = 0, budget: Int = 25) throws {
    temporary = try TemporaryFolder()
    try Data("{}".utf8).write(to: temporary.url.appendingPathComponent("config.json"))
    folder = try QuestionFolder(
      in: temporary.url.path, about: .init(environment: "Pushing-v1", budget: budget),
      examples: [Self.picture(200), Self.picture(201)])
    let labeler = try QuestionLabeler(folder)
    for number in 0..<count { try labeler.ask(Self.question(number)) }
  }

  static func picture(_ shade: Int) -> Image {
    Image(width: 48, height: 48, red: UInt8(shade), green: 80, blue: 160)
  }

  static func question(_ number: Int, looksSolved: Bool = true) -> Question {
    Question(
      number: number, step: 10 * (number + 1), picture: picture(number), value: 0.5,
      looksSolved: looksSolved)
  }

  /// Adds raw text to a file.
  func append(_ text: String, to name: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/" + name))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// What is answered, by number.
  var answers: [Answer?] {
    get throws { try folder.questions().map(\.answer) }
  }
}
