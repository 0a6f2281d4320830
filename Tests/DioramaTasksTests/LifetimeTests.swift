// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.slow, .serialized) struct LifetimeTests {
  @Test func `a thousand environments made, seen and dropped leave nothing behind`() async {
    // in a process of its own, where no other test allocates
    await #expect(processExitsWith: .success) {
      func use(_ count: Int) throws {
        for seed in 0..<count {
          let environment = try EnvironmentSuite.catalog.make(
            "Pushing-v1", EnvironmentOptions(observation: .both))
          _ = try environment.reset(seed: UInt64(seed))
          _ = try environment.step(.vector([1, 0]))
        }
      }
      try use(200)  // caches fill
      let before = try residentMemory()
      try use(1000)
      let growth = try residentMemory() - before
      // a world has about 50 kB, a picture 7 kB: a leak of either would show as 7 MB at least
      precondition(growth < 4_000_000, "it grew by \(growth) bytes")
    }
  }

  @Test func `environments on two threads give the bits of one thread`() throws {
    @Sendable func hash() throws -> String {
      var policy = RandomPolicy()
      return try EnvironmentSuite.catalog
        .make("Pushing-v1", EnvironmentOptions(observation: .both))
        .rollout(&policy, name: "random", episodes: 2, seed: 1).trajectoryHash.description
    }
    let alone = try hash()
    let results = Mutex<[Result<String, any Error>]>([])
    let group = DispatchGroup()
    for _ in 0..<2 {
      group.enter()
      Thread.detachNewThread {
        let result = Result { try hash() }
        results.withLock { $0.append(result) }
        group.leave()
      }
    }
    group.wait()
    #expect(try results.withLock { try $0.map { try $0.get() } } == [alone, alone])
  }
}

/// Resident memory of this process [bytes].
private func residentMemory() throws -> Int {
  let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
  let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
