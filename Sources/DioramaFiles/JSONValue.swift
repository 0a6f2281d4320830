// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A JSON value, such as a document of settings.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A whole number, which is kept exactly: seeds do not fit a double.
  case integer(UInt64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Makes the JSON value that `value` is encoded as, with names in snake case.
  public init(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // settings are numbers, words and lists of them: they can always be encoded
    let data = try? encoder.encode(value)
    self = data.flatMap { try? JSONDecoder().decode(Self.self, from: $0) } ?? .null
  }

  /// Parses typed text: JSON, a list without brackets, or a string without quotes.
  public init(typed text: String) {
    func read(_ text: String) -> JSONValue? {
      try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }
    self = read(text) ?? (text.contains(",") ? read("[\(text)]") : nil) ?? .string(text)
  }

  /// Returns the value of type `type` that is decoded from it.
  public func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: JSONEncoder().encode(self))
  }

  /// The text: a string without its quotes, any other value as JSON.
  public var text: String {
    if case .string(let text) = self { text } else { description }
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as one line of JSON.
  public var description: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}

extension JSONValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }
}

extension String {
  /// The name in snake case: `batchSize` as `batch_size`.
  package var snakeCased: String {
    reduce(into: "") { text, letter in
      if letter.isUppercase { text += "_" }
      text += letter.lowercased()
    }
  }
}
