// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners

extension StudyReader {
  private static let gateKeys = ["measure", "at_least", "published", "note"]
  private static let publishedKeys = ["value", "deviation", "runs", "episodes", "steps", "source"]

  /// Reads what the row's runs must reach; nil if the row has no gate.
  ///
  /// - Parameter place: The row, for messages.
  /// - Returns: The gate.
  /// - Throws: A ``StudyError`` that names the key.
  func gate(_ place: String) throws(StudyError) -> Gate? {
    guard let reader = try object("gate", Self.gateKeys, in: place) else { return nil }
    let measures = Gate.Measure.allCases.map(\.rawValue)
    let measure = try reader.text("measure") ?? Gate.Measure.episodeReturn.rawValue
    guard let measure = Gate.Measure(rawValue: measure) else {
      throw .value(
        in: reader.place, .unknownChoice(key: "measure", value: measure, known: measures))
    }
    guard let least = try reader.number("at_least") else {
      throw .missingKey("at_least", in: reader.place, example: "0.9")
    }
    guard measure == .episodeReturn || (0...1).contains(least) else {
      throw .value(
        in: reader.place, .outOfBounds(key: "at_least", value: "\(least)", bounds: "in 0...1"))
    }
    return Gate(
      measure: measure, least: least, published: try reader.published(),
      note: try reader.text("note"))
  }

  private func published() throws(StudyError) -> Gate.Published? {
    guard let reader = try object("published", Self.publishedKeys, in: place) else { return nil }
    guard let value = try reader.number("value") else {
      throw .missingKey("value", in: reader.place, example: "0.9")
    }
    guard let source = try reader.text("source") else {
      throw .missingKey("source", in: reader.place, example: "\"table 2 of the paper\"")
    }
    return Gate.Published(
      value: value, deviation: try reader.number("deviation"),
      runs: try reader.integer("runs", atLeast: 1),
      episodes: try reader.integer("episodes", atLeast: 1),
      steps: try reader.integer("steps", atLeast: 1), source: source)
  }

  /// Returns a reader of the object at `key`, which has no other keys than `known`; nil if there is none.
  private func object(
    _ key: String, _ known: [String], in place: String
  ) throws(StudyError) -> StudyReader? {
    guard let value = value(key) else { return nil }
    guard case .object(let values) = value else { throw bad(key, value, "an object") }
    let here = "\(place), \(key)"
    for key in values.keys.sorted() where !known.contains(key) {
      throw .value(in: here, .unknownKey(key, known: known, of: "key"))
    }
    return StudyReader(values, here, base: base)
  }

  private func number(_ key: String) throws(StudyError) -> Double? {
    switch value(key) {
    case nil: nil
    case .integer(let number): Double(number)
    case .number(let number): number
    case let other?: throw bad(key, other, "a number")
    }
  }
}
