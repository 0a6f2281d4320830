// SPDX-License-Identifier: Apache-2.0

import CDiorama
import DioramaMath
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Threads and memory in C", .slow, .serialized, .timeLimit(.minutes(20)))
struct ThreadTests {
  @Test func `one environment serves one call at a time, and says so to others`() throws {
    let env = try Call.make("Pushing-v1")
    defer { diorama_close(env) }
    try Call.ok(diorama_reset(env, 0, nil))
    let counts = Mutex([Int32: Int]())
    let texts = Mutex(Set<String>())
    let threads = (0..<4).map { _ in
      Thread {
        // until two have met, or for ever so long
        for _ in 0..<100_000 where counts.withLock({ $0[Int32(DIORAMA_BUSY)] ?? 0 < 20 }) {
          var status = diorama_step(env, [0, 0], 2, nil)
          if status == DIORAMA_EPISODE_OVER { status = diorama_reset(env, 0, nil) }
          if status == DIORAMA_BUSY { texts.withLock { _ = $0.insert(Call.lastError) } }
          counts.withLock { $0[status, default: 0] += 1 }
        }
      }
    }
    for thread in threads { thread.start() }
    while !threads.allSatisfy(\.isFinished) { usleep(1000) }
    let seen = counts.withLock { $0 }
    #expect(seen[Int32(DIORAMA_OK)] ?? 0 > 0)
    #expect(seen[Int32(DIORAMA_BUSY)] ?? 0 > 0)
    #expect(
      Set(seen.keys).isSubset(
        of: [DIORAMA_OK, DIORAMA_BUSY, DIORAMA_EPISODE_OVER].map { Int32($0) }))
    #expect(texts.withLock { $0.allSatisfy { $0.contains("another thread") } })
  }

  @Test func `different environments give on different threads what they give on one`() throws {
    @Sendable func rollout(_ seed: UInt64) throws -> [Float] {
      let env = try Call.make("Bookshelf-v1")
      defer { diorama_close(env) }
      let arrays = try Arrays(env)
      try Call.ok(diorama_reset(env, seed, &arrays.buffers))
      var seen: [Float] = []
      for _ in 0..<20 {
        try Call.ok(diorama_step(env, [0.5, 0, -0.2], 3, &arrays.buffers))
        seen += Array(arrays.state)
      }
      return seen
    }
    let expected = try (0..<4).map { try rollout(UInt64($0)) }
    let seen = Mutex([Int: [Float]]())
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      let states = try? rollout(UInt64(number % 4))
      seen.withLock { $0[number] = states }
    }
    for (number, states) in seen.withLock({ $0 }) { #expect(states == expected[number % 4]) }
    #expect(seen.withLock { $0.count } == 8)
  }

  @Test func `each thread has its own last error`() throws {
    #expect(diorama_close(0) == DIORAMA_INVALID_HANDLE)
    let mine = Call.lastError
    let other = Mutex("")
    let thread = Thread {
      let before = Call.lastError
      _ = diorama_make("X", nil, nil)
      other.withLock { $0 = before + "|" + Call.lastError }
    }
    thread.start()
    while !thread.isFinished { usleep(1000) }
    #expect(other.withLock { $0 } == "|env is NULL")
    #expect(Call.lastError == mine)
  }

  @Test(arguments: ["Pushing-v1", "FrozenLake-v1"])
  func `a thousand environments leave no memory behind`(id: String) throws {
    func run(_ count: Int) throws {
      for seed in 0..<count {
        let env = try Call.make(id)
        try Call.ok(diorama_reset(env, UInt64(seed), nil))
        #expect(diorama_close(env) == DIORAMA_OK)
      }
    }
    try run(200)
    let growth = try leastGrowth { try run(1000) }
    #expect(growth < 2 << 20, "\(growth) bytes more")
  }

  @Test func `a hundred vectors leave neither memory nor threads behind`() throws {
    func run(_ count: Int) throws {
      for _ in 0..<count {
        let vector = try Call.makeVector("Pendulum-v1", 4, 2)
        #expect(diorama_vector_reset(vector, [1, 2, 3, 4], 4, nil, 0, nil) == DIORAMA_OK)
        #expect(diorama_vector_close(vector) == DIORAMA_OK)
      }
    }
    try run(30)
    let threads = try entries("/proc/self/task")
    #expect(try leastGrowth { try run(100) } < 2 << 20)
    #expect(try entries("/proc/self/task") <= threads + 8)  // the test runner's come and go
  }

  /// By how much the process grows in `work`, at the least of three times: other tests use memory, too.
  private func leastGrowth(_ work: () throws -> Void) throws -> Int {
    var least = Int.max
    for _ in 0..<3 {
      let before = try residentBytes()
      try work()
      least = min(least, try residentBytes() - before)
    }
    return least
  }

  private func residentBytes() throws -> Int {
    let words = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return try #require(Int(words[1])) * 4096
  }

  private func entries(_ folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder).count
  }
}
