// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
public import DioramaMath
import DioramaRender
import Foundation

/// A classifier that is a program: it reads paths of PNG files from standard input, one a line, and writes one
/// number for each to standard output, in the same order.
///
/// It is started once, and kept. An image's file is there until its number is; then it may be gone.
public final class ProgramScorer: ImageScorer {
  public let name: String

  /// The longest silence that is waited for [s].
  public var patience = 60.0

  /// Is called while the program is waited for; an error that it throws ends the wait.
  public var whileWaiting: () throws -> Void = {}

  private let program: LineProgram
  private let folder: String
  /// What the numbers are; nil until the first ones tell.
  private var kind: ScoreKind?
  private let isKindGuessed: Bool

  /// The number of images that are written at once.
  private static let batch = 64

  /// The distance of a probability from 0 and 1 that counts at least: f stays within ±16.
  private static let leastProbability = 1e-7

  /// Starts `command` in a shell.
  ///
  /// - Parameters:
  ///   - command: The command, as it would be typed.
  ///   - kind: What its numbers are; nil to take them for probabilities if the first are all in `0...1`.
  /// - Throws: ``ScorerError`` when it cannot be started.
  public convenience init(command: String, kind: ScoreKind? = nil) throws(ScorerError) {
    try self.init("/bin/sh", ["-c", command], name: command, kind: kind)
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: Its path, or a name that is looked up in `PATH`.
  ///   - arguments: Its arguments.
  ///   - name: What it is called in reports and errors.
  ///   - kind: What its numbers are; nil to take them for probabilities if the first are all in `0...1`.
  /// - Throws: ``ScorerError`` when it cannot be started.
  public init(
    _ program: String, _ arguments: [String], name: String, kind: ScoreKind? = nil
  ) throws(ScorerError) {
    self.name = name
    self.kind = kind
    isKindGuessed = kind == nil
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("diorama-audit-\(UUID().uuidString)").path
    do throws(SystemError) {
      try Disk.makeFolder(folder)
      self.program = try LineProgram(program, arguments, errors: folder + "/errors")
    } catch {
      try? Disk.remove(folder)
      throw .noProgram(name, reason: "\(error)")
    }
  }

  deinit {
    program.close()
    try? Disk.remove(folder)
  }

  public func logits(of images: [Image]) throws -> [Double] {
    let numbers = try stride(from: 0, to: images.count, by: Self.batch).flatMap { start in
      try answers(to: images[start..<min(start + Self.batch, images.count)])
    }
    let kind = kind ?? (numbers.allSatisfy { (0...1).contains($0) } ? .probability : .logit)
    if !numbers.isEmpty { self.kind = kind }
    guard kind == .probability else { return numbers }
    return try numbers.map { number in
      guard (0...1).contains(number) else {
        throw ScorerError.noProbability(name, value: number, isGuess: isKindGuessed)
      }
      let p = min(max(number, Self.leastProbability), 1 - Self.leastProbability)
      return log(p / (1 - p))
    }
  }

  private func answers(to images: ArraySlice<Image>) throws -> [Double] {
    let paths = images.indices.map { "\(folder)/\($0 - images.startIndex).png" }
    for (path, image) in zip(paths, images) { try PNG.write(image, to: path) }
    let lines: [String]
    do {
      lines = try program.answers(to: paths, within: patience, whileWaiting: whileWaiting)
    } catch let failure as LineProgram.Failure {
      throw error(of: failure)
    }
    return try lines.map { line in
      let text = line.trimmingCharacters(in: .whitespaces)
      guard let number = Double(text), number.isFinite else {
        throw ScorerError.noNumber(name, line: text)
      }
      return number
    }
  }

  private func error(of failure: LineProgram.Failure) -> ScorerError {
    switch failure {
    case .ended(let status, let answers, let count):
      let note = program.lastError
      // the shell's status for a command that it cannot find or run
      if status == 127 || status == 126, answers == 0 {
        return .noProgram(name, reason: note ?? "the shell's status is \(status)")
      }
      return .ended(name, status: status, answers: answers, of: count, note: note)
    case .silent(let seconds, let answers, let count):
      return .silent(name, seconds: seconds, answers: answers, of: count)
    case .unasked(let line):
      return .unasked(name, line: line)
    }
  }
}
