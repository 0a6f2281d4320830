// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct TrajectoryHashTests {
  @Test(arguments: [
    // test vectors of the authors' own test_fnv.c
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("b", "af63df4c8601f1a5"),
    ("foobar", "85944171f73967e8"), ("chongo was here!\n", "46810940eff5f915"),
  ])
  func `the published test vectors come out`(text: String, digits: String) {
    var hash = TrajectoryHash()
    for byte in text.utf8 { hash.combine(byte) }
    #expect(hash.description == digits)
  }

  @Test func `64 bits go in from the lowest byte on`() {
    var words = TrajectoryHash()
    words.combine(0x0807_0605_0403_0201 as UInt64)
    var bytes = TrajectoryHash()
    for byte in UInt8(1)...8 { bytes.combine(byte) }
    #expect(words == bytes)
  }

  @Test func `doubles go in as their bits`() {
    var number = TrajectoryHash()
    number.combine(1.5)
    var bits = TrajectoryHash()
    bits.combine(0x3FF8_0000_0000_0000 as UInt64)
    #expect(number == bits)

    var zero = TrajectoryHash()
    zero.combine(0.0)
    var negativeZero = TrajectoryHash()
    negativeZero.combine(-0.0)
    #expect(zero != negativeZero)
  }

  @Test func `floats go in as their bits, each as 64`() {
    var numbers = TrajectoryHash()
    numbers.combine([1.5, -2] as [Float])
    var bits = TrajectoryHash()
    bits.combine(0x3FC0_0000 as UInt64)
    bits.combine(0xC000_0000 as UInt64)
    #expect(numbers == bits)
  }

  @Test func `the text always has sixteen digits`() {
    // 1000 hashes: one in sixteen begins with a zero
    var shortest = 16
    for i in 0..<1000 {
      var hash = TrajectoryHash()
      hash.combine(UInt64(i))
      #expect(UInt64(hash.description, radix: 16) == hash.value)
      shortest = min(shortest, String(hash.value, radix: 16).count)
      #expect(hash.description.count == 16)
    }
    #expect(shortest < 16)
  }
}
