// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A reproducible stream of random numbers with a name and a seed.
///
/// A run has one seed and a stream for each purpose (`layout`, `dynamics`, `camera`, `sampling`, …),
/// so that a new draw for one purpose never shifts the draws of another.
///
/// > Source: Blackman and Vigna 2021, [*Scrambled linear pseudorandom number
/// > generators*](https://prng.di.unimi.it) (xoshiro256++, seeded by SplitMix64).
public struct RandomStream: Hashable, Sendable {
  /// The whole state of the generator, for snapshots.
  public var state: (UInt64, UInt64, UInt64, UInt64) { (a, b, c, d) }

  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// Makes the stream called `name` of the run seeded `seed`.
  ///
  /// Streams depend on their name and seed alone.
  public init(_ name: String, seed: UInt64) {
    var hash = TrajectoryHash()
    hash.combine(seed)
    for byte in name.utf8 { hash.combine(byte) }
    var mix = hash.value
    a = Self.splitMix(&mix)
    b = Self.splitMix(&mix)
    c = Self.splitMix(&mix)
    d = Self.splitMix(&mix)
  }

  /// Makes the stream that resumes from `state`.
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (a, b, c, d) = state
  }

  /// The state as words, for snapshots and checkpoints.
  package var words: [UInt64] { [a, b, c, d] }

  /// Makes the stream that resumes from four words.
  package init(words: some Collection<UInt64>) {
    precondition(words.count == 4, "a stream has 4 words; there are \(words.count)")
    var next = words.makeIterator()
    (a, b, c, d) = (next.next() ?? 0, next.next() ?? 0, next.next() ?? 0, next.next() ?? 0)
  }

  /// Returns the next 64 random bits.
  public mutating func bits() -> UInt64 {
    let result = Self.rotate(a &+ d, by: 23) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = Self.rotate(d, by: 45)
    return result
  }

  /// Returns a number uniform in `0..<1`.
  public mutating func uniform() -> Double {
    Double(bits() >> 11) * 0x1p-53
  }

  /// Returns a number uniform in `range`.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
  }

  /// Returns an integer uniform in `0..<bound`.
  ///
  /// - Precondition: `bound` is positive.
  ///
  /// > Source: Lemire 2019, [*Fast random integer generation in an
  /// > interval*](https://arxiv.org/abs/1805.10941).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "the bound must be positive; it is \(bound)")
    let bound = UInt64(bound)
    var product = bits().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = bits().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Returns a number from the standard normal distribution, by Box and Muller's transform.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Returns `items` in an order that is as likely as any other (Fisher and Yates).
  public mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
    var items = items
    for index in items.indices.dropFirst().reversed() {
      items.swapAt(index, integer(below: index + 1))
    }
    return items
  }

  private static func rotate(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
