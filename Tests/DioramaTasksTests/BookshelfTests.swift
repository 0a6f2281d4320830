// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

@Suite(.slow) struct BookshelfTests {
  static func entry() throws -> Catalog.Entry {
    try EnvironmentSuite.catalog.entry("Bookshelf-v1")
  }

  /// Where the elements of the state begin.
  private enum Index {
    static let target = 6
    static let yaw = 11
    static let slots = 15
    static let books = 21
  }

  @Test func `a blind straight push mostly jams at the spines`() throws {
    let environment = try Self.entry().make()
    var successes = 0
    var jams = 0
    for seed: UInt64 in 0..<200 {
      _ = try environment.reset(seed: seed)
      for _ in 0..<60 { _ = try environment.step(.vector([1, 0, 0])) }
      let metrics = environment.metrics
      if metrics.isSuccess { successes += 1 }
      let depth = try #require(metrics["depth"])
      let speed = try #require(metrics["book_speed"])
      if depth < 0.1, speed < 0.01 { jams += 1 }
      #expect(metrics["solver_messages"] == 0)
    }
    #expect(successes > 0 && successes <= 80)
    #expect(jams >= 120)
  }

  @Test func `books stand in their ranges at the start, and every slot has its clearance`() throws {
    let environment = try Self.entry().make()
    var clearances: [Float] = []
    var (low, high) = (Float.infinity, -Float.infinity)
    for seed: UInt64 in 0..<200 {
      let state = try environment.reset(seed: seed).state
      #expect(state.count == 42)
      for slot in 0..<3 { clearances.append(state[Index.slots + 2 * slot + 1]) }
      for book in 0..<7 {
        // a corner stands at the mouth or up to 3 mm behind; turned by 0.6°, the middle of a spine of
        // 34 mm is 0.2 mm farther in
        #expect((-1e-4...0.0032).contains(state[Index.books + 3 * book]))
        #expect(abs(state[Index.books + 3 * book + 1]) < 1e-6)
        #expect(abs(state[Index.books + 3 * book + 2]) < 1e-6)
      }
      low = min(low, state[1])
      high = max(high, state[1])
      #expect(abs(state[Index.yaw]) < 5.2 * .pi / 180)
    }
    #expect(clearances.allSatisfy { $0 > 0.00399 && $0 < 0.01001 })
    // with 600 draws the chance that 2 % of the range stays empty is 0.98^600: 5e-6
    #expect(clearances.min() ?? 1 < 0.00412 && clearances.max() ?? 0 > 0.00988)
    // of 200 draws of ±12 cm (and the yawed lever of 10 cm): 1 cm from either end
    #expect(low < -0.11 && high > 0.11)
  }

  @Test func `the book gives way to the slot that it is pushed into`() throws {
    let environment = try Self.entry().make()
    var straightened = 0
    for seed: UInt64 in 0..<100 {
      let start = abs(try environment.reset(seed: seed).state[Index.yaw])
      guard start > 4 * .pi / 180 else { continue }
      var end = start
      for _ in 0..<60 {
        end = abs(try environment.step(environment.expertAction()).observation.state[Index.yaw])
      }
      let room = try #require(environment.metrics["depth"])
      #expect(room >= 0.8)
      // a book of 14 cm that is yawed by 4° is 9.8 mm wider than it is thick: most slots are narrower
      if end < start - 0.005 { straightened += 1 }
    }
    #expect(straightened >= 5)
  }

  @Test func `the dense reward grows all along the expert's way`() throws {
    let environment = try Self.entry().make(EnvironmentOptions(reward: .dense))
    for seed: UInt64 in 0..<40 {
      _ = try environment.reset(seed: seed)
      var last: Float = 0
      for _ in 0..<60 {
        let reward = try environment.step(environment.expertAction()).reward
        // the leading face swings a little while the book straightens
        #expect(reward >= last - 0.02, "seed \(seed)")
        last = reward
      }
      #expect(last > 0.9, "seed \(seed)")
    }
  }

  @Test func `rewards are those of the documentation`() throws {
    try expectReward(of: "Bookshelf-v1", episodes: 3, steps: 20) { metric in
      let align =
        tolerance(try metric("slot_offset"), bounds: 0...0.002, margin: 0.05)
        * tolerance(try metric("height"), bounds: 0...0.03, margin: 0.05)
      let approach = tolerance(try metric("mouth_distance"), bounds: 0...0.002, margin: 0.15)
      let insert = min(try metric("depth") / 0.8, 1)
      return 0.2 * align + 0.2 * align * approach + 0.6 * insert
    }
  }

  @Test func `a blocked hand pushes no harder the longer it is blocked`() throws {
    let environment = try Self.entry().make()
    var recess: Float = 0
    for seed: UInt64 in 0..<20 {
      _ = try environment.reset(seed: seed)
      for _ in 0..<60 {
        let state = try environment.step(.vector([1, 0, -1])).observation.state
        // 4 cm when the action was taken; a hand that is pushed back or turned meanwhile adds to it
        for axis in 0..<3 { #expect(abs(state[Index.target + axis]) < 0.08) }
        for book in 0..<7 { recess = max(recess, state[Index.books + 3 * book]) }
      }
    }
    // a book is shoved to the back of the shelf, 5 mm behind, and no farther; leaning adds a little
    #expect(recess > 0.003 && recess < 0.02)
  }

  @Test(arguments: ExampleKind.allCases)
  func `examples are what their metrics say`(kind: ExampleKind) throws {
    let environment = try Self.entry().make()
    var made = 0
    var slots = Set<Int>()
    for seed: UInt64 in 0..<40 where try environment.stage(kind, seed: seed) {
      made += 1
      let metrics = environment.metrics
      func metric(_ name: String) throws -> Double { try #require(metrics[name]) }
      #expect(try metric("book_speed") < 1e-3)
      let tilts = try max(metric("tilt") * 18 / .pi, metric("neighbour_tilt") * 22.5 / .pi)
      switch kind {
      case .success: #expect(metrics.isSuccess && tilts <= 1)
      case .nearMiss: #expect(try !metrics.isSuccess && tilts <= 1 && metric("depth") > 0.02)
      case .mishap: #expect(!metrics.isSuccess && tilts > 1)
      case .elsewhere:
        #expect(try !metrics.isSuccess && tilts <= 1 && metric("mouth_distance") > 0.01)
      }
      let state = try environment.restore(environment.snapshot).state
      let distances = (0..<3).map { abs(state[Index.slots + 2 * $0] - state[1]) }
      slots.insert(distances.firstIndex(of: distances.min() ?? 0) ?? 0)
    }
    #expect(made >= 20)
    #expect(slots.count == 3)
  }
}
