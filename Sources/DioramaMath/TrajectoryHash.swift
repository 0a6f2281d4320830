// SPDX-License-Identifier: Apache-2.0

/// A running hash over bit patterns: equal hashes mean that every number was equal to the last bit.
///
/// > Source: Fowler, Noll and Vo, [FNV-1a](http://www.isthe.com/chongo/tech/comp/fnv/), 64 bits.
public struct TrajectoryHash: Hashable, Sendable, CustomStringConvertible {
  /// The hash so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Makes the hash of an empty sequence.
  public init() {}

  /// Takes in a byte.
  public mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// Takes in 64 bits, the lowest byte first.
  public mutating func combine(_ bits: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      combine(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  /// Takes in the bits of a double; 0 and -0 differ.
  public mutating func combine(_ number: Double) { combine(number.bitPattern) }

  /// Takes in the bits of floats.
  public mutating func combine(_ numbers: [Float]) {
    for number in numbers { combine(UInt64(number.bitPattern)) }
  }

  /// Takes in the samples of an image.
  public mutating func combine(_ picture: Image) {
    for sample in picture.samples { combine(sample) }
  }

  /// The hash as sixteen hexadecimal digits.
  public var description: String { value.digits(atLeast: 16, radix: 16) }
}
