// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
public import Foundation

extension SafeTensors {
  /// The largest header that is read, as in Python's library [bytes].
  static let largestHeader = 100_000_000

  /// The name of the note with the checksum of all bytes, and the text before the checksum in a file.
  private static let checksumNote = "checksum"
  private static let checksumMark = "\"\(checksumNote)\":\""

  /// The header's entry for one array.
  private struct Description: Codable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  /// The file's bytes; equal arrays give equal bytes.
  ///
  /// A checksum of all bytes is among the notes, where other programs leave it alone.
  public func data() throws -> Data {
    let notes = metadata.merging([Self.checksumNote: TextWithChecksum.placeholder]) { $1 }
    var header: [String: any Encodable] = ["__metadata__": notes]
    var numbers = Data()
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let start = numbers.count
      numbers.append(entry.numbers.bytes)
      header[name] = Description(
        dtype: entry.numbers.type, shape: entry.shape, dataOffsets: [start, numbers.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = try encoder.encode(header.mapValues(AnyEncodable.init))
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var data = Data()
    var length = UInt64(text.count).littleEndian
    unsafe withUnsafeBytes(of: &length) { unsafe data.append(contentsOf: $0) }
    data += text
    data += numbers
    TextWithChecksum.seal(&data, behind: Self.checksumMark)
    return data
  }

  /// Reads the bytes of a file.
  ///
  /// - Throws: ``SafeTensorsError`` when they are cut short or contradictory, or do not match their checksum.
  public init(_ data: Data) throws(SafeTensorsError) {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw .truncated(bytes: bytes.count, needed: "8") }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.largestHeader else {
      throw .badHeader("it claims to be \(length) bytes long, at most \(Self.largestHeader) can be")
    }
    let start = 8 + Int(length)
    guard bytes.count >= start else {
      throw .truncated(bytes: bytes.count, needed: "\(start)")
    }
    let (descriptions, notes) = try Self.header(Data(bytes[8..<start]))
    metadata = notes
    if metadata.removeValue(forKey: Self.checksumNote) != nil {
      guard TextWithChecksum.holds(data, behind: Self.checksumMark) == true else { throw .changed }
      hasChecksum = true
    }
    var end = 0
    let inOrder = descriptions.sorted {
      ($0.value.dataOffsets.first ?? 0, $0.value.dataOffsets.last ?? 0, $0.key)
        < ($1.value.dataOffsets.first ?? 0, $1.value.dataOffsets.last ?? 0, $1.key)
    }
    for (name, description) in inOrder {
      let offsets = description.dataOffsets
      guard offsets.count == 2, offsets[0] == end, offsets[1] >= end else {
        throw .badEntry(name, reason: "has the offsets \(offsets); \(end) was to be the first")
      }
      end = offsets[1]
      guard end <= bytes.count - start else {
        throw .badEntry(name, reason: "ends at byte \(end) of \(bytes.count - start)")
      }
      entries[name] = try Self.entry(
        name, description, bytes[(start + offsets[0])..<(start + offsets[1])])
    }
    guard start + end == bytes.count else {
      throw .truncated(bytes: bytes.count, needed: "exactly \(start + end)")
    }
  }

  private static func header(
    _ text: Data
  ) throws(SafeTensorsError) -> ([String: Description], [String: String]) {
    do {
      var notes: [String: String] = [:]
      var descriptions: [String: Description] = [:]
      for (name, value) in try JSONDecoder().decode([String: Either].self, from: text) {
        switch value {
        case .notes(let found) where name == "__metadata__": notes = found
        case .description(let found): descriptions[name] = found
        default: throw SafeTensorsError.badHeader("'\(name)' is not an array")
        }
      }
      return (descriptions, notes)
    } catch let error as SafeTensorsError {
      throw error
    } catch {
      throw .badHeader("not the JSON that is expected")
    }
  }

  private enum Either: Decodable {
    case description(Description)
    case notes([String: String])

    init(from decoder: any Decoder) throws {
      if let description = try? Description(from: decoder) {
        self = .description(description)
      } else {
        self = .notes(try [String: String](from: decoder))
      }
    }
  }

  private static func entry(
    _ name: String, _ description: Description, _ bytes: ArraySlice<UInt8>
  ) throws(SafeTensorsError) -> Entry {
    var count = 1
    for length in description.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw .badEntry(name, reason: "has the impossible shape \(description.shape)")
      }
      count = product
    }
    guard let width = ["F32": 4, "U64": 8, "U8": 1][description.dtype] else {
      throw .badEntry(name, reason: "holds \(description.dtype); only F32, U64 and U8 are read")
    }
    let (needed, overflow) = count.multipliedReportingOverflow(by: width)
    guard !overflow, needed == bytes.count else {
      throw .badEntry(
        name, reason: "has \(bytes.count) bytes for the shape \(description.shape)")
    }
    return Entry(shape: description.shape, numbers: Numbers(description.dtype, bytes))
  }
}

private struct AnyEncodable: Encodable {
  var value: any Encodable
  init(_ value: any Encodable) { self.value = value }
  func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension SafeTensors.Numbers {
  /// The numbers as the bytes of a file.
  fileprivate var bytes: Data {
    switch self {
    case .float32(let numbers):
      unsafe numbers.withUnsafeBytes { unsafe Data($0) }
    case .uint64(let numbers):
      unsafe numbers.withUnsafeBytes { unsafe Data($0) }
    case .uint8(let numbers):
      Data(numbers)
    }
  }

  /// Reads `bytes` as numbers of `type`, which the caller has checked.
  fileprivate init(_ type: String, _ bytes: ArraySlice<UInt8>) {
    switch type {
    case "F32": self = .float32(Self.load(bytes, repeating: 0))
    case "U64": self = .uint64(Self.load(bytes, repeating: 0))
    default: self = .uint8(Array(bytes))
    }
  }

  private static func load<Number: BitwiseCopyable>(
    _ bytes: ArraySlice<UInt8>, repeating zero: Number
  ) -> [Number] {
    var numbers = [Number](repeating: zero, count: bytes.count / MemoryLayout<Number>.stride)
    unsafe numbers.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
    return numbers
  }
}
