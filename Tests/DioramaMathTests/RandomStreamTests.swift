// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct RandomStreamTests {
  @Test func `the bits are those of xoshiro256++`() {
    // the test vector of Rust's rand_xoshiro, made by the authors' C program from the state 1 2 3 4
    var stream = RandomStream(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
      9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
      12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    #expect(expected.indices.map { _ in stream.bits() } == expected)
  }

  @Test func `a name and a seed give the state by FNV-1a and SplitMix64`() {
    // computed with big integers by another program
    let state = RandomStream("layout", seed: 7).state
    #expect(state.0 == 0xC2C5_7B9F_547C_DBCA)
    #expect(state.1 == 0x0EE1_A297_43D3_A79E)
    #expect(state.2 == 0x312A_DBA7_DA09_207E)
    #expect(state.3 == 0x5617_A609_A9BC_1794)
  }

  @Test func `streams differ by name and by seed`() {
    let names = ["layout", "dynamics", "camera", "sampling", "learner", ""]
    var firsts: Set<UInt64> = []
    for seed in UInt64(0)..<100 {
      for name in names {
        var stream = RandomStream(name, seed: seed)
        firsts.insert(stream.bits())
      }
    }
    #expect(firsts.count == 600)
  }

  @Test func `streams of two names are not correlated`() {
    var a = RandomStream("layout", seed: 1)
    var b = RandomStream("dynamics", seed: 1)
    let count = 10_000
    var sum = 0.0
    for _ in 0..<count { sum += (a.uniform() - 0.5) * (b.uniform() - 0.5) }
    // the mean product has deviation 1/12 / sqrt(n); four of them pass by chance 1 time in 16,000
    #expect(abs(sum / Double(count)) <= 4 / 12 / Double(count).squareRoot())
  }

  @Test func `the state goes on where the stream stood`() {
    var stream = RandomStream("sampling", seed: 3)
    for _ in 0..<17 { _ = stream.normal() }
    var restored = RandomStream(state: stream.state)
    #expect(restored == stream)
    for _ in 0..<100 { #expect(restored.bits() == stream.bits()) }
  }
}
