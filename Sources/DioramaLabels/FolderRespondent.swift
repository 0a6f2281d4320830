// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaLearners
import DioramaMath
import DioramaRender
public import DioramaRuns
import Foundation

/// A respondent by a folder of images to be sorted: moving one from `open` to `yes` or `no` answers it.
///
/// Each question's image is put in `open`. Moving it back there withdraws the answer, moving it from `yes`
/// to `no` changes it.
public final class FolderRespondent: Respondent {
  private let path: String
  private let note: (String) -> Void
  private var noted: Set<String> = []
  /// The places of the images at the last look, by question; nil before the first.
  private var seen: [Int: String]?

  private static let places = ["open", "yes", "no"]

  /// Makes the folders `open`, `yes` and `no` in that at `path`, unless they exist.
  ///
  /// - Parameters:
  ///   - path: A folder of the user's choice.
  ///   - questions: The run's questions; until one is asked, the folder must hold no images.
  ///   - note: Is told once of each file that is ignored.
  /// - Throws: ``RunError`` when the folders cannot be made, ``LabelError/picturesOfAnother(path:picture:)``
  ///   when they hold images of another run.
  public init(
    _ path: String, for questions: QuestionFolder, note: @escaping (String) -> Void
  ) throws {
    self.path = path
    self.note = note
    guard Disk.isFolder(path) || !Disk.exists(path) else {
      throw RunError.unwritable(path: path, reason: "it is a file; name a folder")
    }
    for place in Self.places {
      do {
        try Disk.makeFolder(path + "/" + place)
      } catch {
        throw RunError.unwritable(path: path, reason: "\(error)")
      }
    }
    if try questions.questions().isEmpty, let number = try places().keys.min() {
      throw LabelError.picturesOfAnother(path: path, picture: Self.name(number))
    }
  }

  /// Puts the image in `open`, unless it is there or sorted already.
  ///
  /// - Throws: ``LabelError/otherPicture(path:number:)`` when another image has its name.
  public func hear(_ question: Question, in folder: QuestionFolder) throws {
    try hear(question.number, question.picture)
  }

  public func hearAgain(_ question: RecordedQuestion, in folder: QuestionFolder) throws {
    try hear(question.number, PNG.decode(contentsOf: question.picture))
  }

  private func hear(_ number: Int, _ picture: Image) throws {
    let name = Self.name(number)
    var isThere = false
    for place in Self.places {
      let file = "\(path)/\(place)/\(name)"
      guard Disk.exists(file) else { continue }
      guard try PNG.decode(contentsOf: file) == picture else {
        throw LabelError.otherPicture(path: file, number: number)
      }
      isThere = true
    }
    if !isThere { try PNG.write(picture, to: "\(path)/open/\(name)") }
  }

  /// Answers the questions whose images were moved since the last look.
  public func look(in folder: QuestionFolder) throws {
    let found = try places()
    guard found != seen else { return }
    for question in try folder.questions() {
      guard let place = found[question.number] else { continue }
      let answer = Answer(rawValue: place)
      // an answer from elsewhere is replaced only if a move was seen, not by a place where the image has been
      let isMeant =
        seen.map { $0[question.number] != place }
        ?? (question.answer == nil || question.by == "folder")
      guard isMeant, answer != question.answer else { continue }
      try folder.propose(question.number, answer, replacing: question.answer, by: "folder")
    }
    seen = found
  }

  /// Returns the folder of each question's image, without images that are in several folders.
  private func places() throws -> [Int: String] {
    var found: [Int: [String]] = [:]
    for place in Self.places {
      for name in try contents(place) where !name.hasPrefix(".") {
        guard let number = Self.number(name) else {
          noteOnce("'\(path)/\(place)/\(name)' is not an image of a question; it is ignored")
          continue
        }
        found[number, default: []].append(place)
      }
    }
    for (number, places) in found.sorted(by: { $0.key < $1.key }) where places.count > 1 {
      noteOnce(
        "'\(Self.name(number))' is in \(places.joined(separator: " and ")) of '\(path)'; "
          + "it is left alone until it is in one of them only")
    }
    return found.compactMapValues { $0.count == 1 ? $0[0] : nil }
  }

  private func contents(_ place: String) throws -> [String] {
    do {
      return try Disk.contents(path + "/" + place)
    } catch {
      throw RunError.unreadable(path: path + "/" + place, reason: "\(error)")
    }
  }

  private func noteOnce(_ text: String) {
    if noted.insert(text).inserted { note(text) }
  }

  private static func name(_ number: Int) -> String { String(format: "question-%04d.png", number) }

  private static func number(_ name: String) -> Int? {
    let digits = name.dropFirst("question-".count).dropLast(".png".count)
    guard let number = Int(digits), Self.name(number) == name else { return nil }
    return number
  }
}
