// SPDX-License-Identifier: Apache-2.0

internal import CDioramaSystem
public import Foundation

/// A checksum that finds every single changed bit, and every change within 32 bits of each other: CRC-32C.
///
/// > Source: Castagnoli et al. 1993, *Optimization of cyclic redundancy-check codes*; the test values are
/// > those of [RFC 3720](https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4).
public struct Checksum: Hashable, Sendable {
  /// The checksum of all that was added; 0 of nothing.
  public private(set) var value: UInt32 = 0

  /// Begins with nothing.
  public init() {}

  /// The checksum of `content`.
  public init(_ content: Data) { add(content) }

  /// The checksum of `content`.
  public init(_ content: [UInt8]) { add(content) }

  /// Goes on with `content`.
  public mutating func add(_ content: Data) {
    value = unsafe content.withUnsafeBytes {
      unsafe diorama_crc32c(value, $0.baseAddress, $0.count)
    }
  }

  /// Goes on with `content`.
  public mutating func add(_ content: [UInt8]) { add(content[...]) }

  /// Goes on with `content`.
  public mutating func add(_ content: ArraySlice<UInt8>) {
    value = unsafe content.withUnsafeBytes {
      unsafe diorama_crc32c(value, $0.baseAddress, $0.count)
    }
  }

  /// Goes on with the eight bytes of `number`, the lowest first.
  public mutating func add(_ number: UInt64) {
    add((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  /// Its eight hexadecimal digits.
  public var digits: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
