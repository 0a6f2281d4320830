// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A value in JSON.
public enum OptionValue: Hashable, Sendable {
  case text(String)
  case number(Double)
  case flag(Bool)
  case list([OptionValue])
  case object([String: OptionValue])
  case null

  /// The description of the value in messages.
  public var kind: String {
    switch self {
    case .text(let text): "the text '\(text)'"
    case .number(let number): "the number \(number)"
    case .flag(let flag): "\(flag)"
    case .list: "a list"
    case .object: "an object"
    case .null: "null"
    }
  }
}

extension OptionValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([OptionValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: OptionValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number) where number == number.rounded() && abs(number) < 1e15:
      try container.encode(Int(number))
    case .number(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .list(let list): try container.encode(list)
    case .object(let object): try container.encode(object)
    case .null: try container.encodeNil()
    }
  }

  /// The value as compact JSON with sorted keys.
  ///
  /// - Precondition: Every number is finite.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { preconditionFailure("no JSON: \(self)") }
    return String(decoding: data, as: UTF8.self)
  }
}
