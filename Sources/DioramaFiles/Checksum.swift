// SPDX-License-Identifier: Apache-2.0

internal import CDioramaSystem
public import Foundation

/// A CRC-32C checksum, which detects every changed bit and every burst of changes within 32 bits.
///
/// > Source: Castagnoli et al. 1993, *Optimization of cyclic redundancy-check codes*; the test values are
/// > those of [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4).
public struct Checksum: Hashable, Sendable {
  /// The checksum of all bytes added so far; 0 for no bytes.
  public private(set) var value: UInt32 = 0

  /// Makes the checksum of no bytes.
  public init() {}

  /// Makes the checksum of `content`.
  public init(_ content: Data) { add(content) }

  /// Makes the checksum of `content`.
  public init(_ content: [UInt8]) { add(content) }

  /// Adds `content`.
  public mutating func add(_ content: Data) {
    value = unsafe content.withUnsafeBytes {
      unsafe diorama_crc32c(value, $0.baseAddress, $0.count)
    }
  }

  /// Adds `content`.
  public mutating func add(_ content: [UInt8]) { add(content[...]) }

  /// Adds `content`.
  public mutating func add(_ content: ArraySlice<UInt8>) {
    value = unsafe content.withUnsafeBytes {
      unsafe diorama_crc32c(value, $0.baseAddress, $0.count)
    }
  }

  /// Adds the eight bytes of `number`, the lowest first.
  public mutating func add(_ number: UInt64) {
    add((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  /// The checksum as eight hexadecimal digits.
  public var digits: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
