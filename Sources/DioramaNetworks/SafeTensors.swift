// SPDX-License-Identifier: Apache-2.0

public import DioramaFiles
import Foundation

/// Named arrays in one file, as Python's `safetensors` reads and writes them.
///
/// > Source: the [format](https://github.com/huggingface/safetensors#format): the length of a header
/// > (8 bytes, little-endian), the header (JSON), the numbers (little-endian, without gaps).
public struct SafeTensors: Sendable {
  /// An array of the file.
  public struct Entry: Hashable, Sendable {
    public var shape: [Int]
    public var numbers: Numbers

    public init(shape: [Int], numbers: Numbers) {
      self.shape = shape
      self.numbers = numbers
    }
  }

  /// The numbers of an array, in one of the supported types.
  public enum Numbers: Hashable, Sendable {
    case float32([Float])
    case uint64([UInt64])
    case uint8([UInt8])

    var type: String {
      switch self {
      case .float32: "F32"
      case .uint64: "U64"
      case .uint8: "U8"
      }
    }

    var count: Int {
      switch self {
      case .float32(let numbers): numbers.count
      case .uint64(let numbers): numbers.count
      case .uint8(let numbers): numbers.count
      }
    }
  }

  /// The arrays by name.
  public var entries: [String: Entry] = [:]

  /// Notes by name.
  public var metadata: [String: String] = [:]

  /// Whether it was read from bytes with a checksum, which matched.
  public internal(set) var hasChecksum = false

  /// Makes a collection without arrays.
  public init() {}

  /// The numbers of the array `name`.
  ///
  /// - Throws: ``SafeTensorsError`` when there is no array of this name, type and shape.
  public func floats(_ name: String, shape: [Int]? = nil) throws(SafeTensorsError) -> [Float] {
    guard let entry = entries[name] else { throw .missing(name) }
    guard case .float32(let numbers) = entry.numbers else {
      throw .wrongType(name, found: entry.numbers.type, expected: "F32")
    }
    if let shape, entry.shape != shape {
      throw .wrongShape(name, found: entry.shape, expected: shape)
    }
    return numbers
  }

  /// The words of the array `name`.
  ///
  /// - Throws: ``SafeTensorsError`` when there is no array of this name and type.
  public func words(_ name: String) throws(SafeTensorsError) -> [UInt64] {
    guard let entry = entries[name] else { throw .missing(name) }
    guard case .uint64(let numbers) = entry.numbers else {
      throw .wrongType(name, found: entry.numbers.type, expected: "U64")
    }
    return numbers
  }

  /// The bytes of the array `name`.
  ///
  /// - Throws: ``SafeTensorsError`` when there is no array of this name, type and shape.
  public func bytes(_ name: String, shape: [Int]? = nil) throws(SafeTensorsError) -> [UInt8] {
    guard let entry = entries[name] else { throw .missing(name) }
    guard case .uint8(let numbers) = entry.numbers else {
      throw .wrongType(name, found: entry.numbers.type, expected: "U8")
    }
    if let shape, entry.shape != shape {
      throw .wrongShape(name, found: entry.shape, expected: shape)
    }
    return numbers
  }

  /// Adds the array `name`.
  public mutating func add(_ name: String, _ numbers: [Float], shape: [Int]? = nil) {
    entries[name] = Entry(shape: shape ?? [numbers.count], numbers: .float32(numbers))
  }

  /// Adds the bytes `name`.
  public mutating func add(_ name: String, _ numbers: [UInt8]) {
    entries[name] = Entry(shape: [numbers.count], numbers: .uint8(numbers))
  }

  /// Adds the words `name`.
  public mutating func add(_ name: String, _ words: [UInt64]) {
    entries[name] = Entry(shape: [words.count], numbers: .uint64(words))
  }
}

/// An error in a file of arrays.
public enum SafeTensorsError: Error, Equatable, CustomStringConvertible {
  case unreadable(reason: String)
  case unwritable(SystemError)
  case truncated(bytes: Int, needed: String)
  case badHeader(String)
  case badEntry(String, reason: String)
  /// The bytes do not match their checksum.
  case changed
  /// The checksum is missing that a file of this version has.
  case noChecksum
  case missing(String)
  case wrongType(String, found: String, expected: String)
  case wrongShape(String, found: [Int], expected: [Int])

  public var description: String {
    switch self {
    case .unreadable(let reason):
      "the file cannot be read: \(reason)"
    case .unwritable(let error):
      "the file cannot be written: \(error)"
    case .truncated(let bytes, let needed):
      "the file has \(bytes) bytes where \(needed) are needed; it is cut short or no safetensors file"
    case .badHeader(let reason):
      "the header is not JSON of arrays (\(reason)); the file is damaged or no safetensors file"
    case .badEntry(let name, let reason):
      "the array '\(name)' \(reason); the file is damaged"
    case .changed:
      "the bytes are not those that the checksum was made of; the file is damaged: "
        + "put a copy of it back, or begin again"
    case .noChecksum:
      "there is no checksum, which a file of this version has; the file is damaged: "
        + "put a copy of it back, or begin again"
    case .missing(let name):
      "there is no array '\(name)'; the file is of another learner or version"
    case .wrongType(let name, let found, let expected):
      "the array '\(name)' holds \(found), not \(expected); the file is of another learner or version"
    case .wrongShape(let name, let found, let expected):
      "the array '\(name)' has the shape \(found), not \(expected); the file is of another task or network"
    }
  }
}
