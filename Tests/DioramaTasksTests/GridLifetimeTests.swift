// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite(.slow, .serialized) struct GridLifetimeTests {
  @Test(arguments: ["KeyDoor-v1", "Pendulum-v1"])
  func `environments made, seen and dropped leave nothing behind`(id: String) async {
    // in a process of its own, where no other test allocates
    await #expect(processExitsWith: .success) { [id] in
      func use(_ count: Int) throws {
        for seed in 0..<count {
          let environment = try EnvironmentSuite.catalog.make(
            id, EnvironmentOptions(observation: .both))
          _ = try environment.reset(seed: UInt64(seed))
          for _ in 0..<4 { _ = try environment.step(environment.expertAction()) }
        }
      }
      try use(100)  // caches fill
      let before = try residentMemory()
      try use(400)
      let growth = try residentMemory() - before
      // five pictures have 35 kB: a leak of them would show as 14 MB
      precondition(growth < 4_000_000, "it grew by \(growth) bytes")
    }
  }

  @Test func `kept pictures have a bound`() async {
    await #expect(processExitsWith: .success) {
      let environment = try EnvironmentSuite.catalog.make("FourRooms-v1")
      let view = View(width: 400, height: 400, quality: .fast)
      func look(_ seeds: Range<UInt64>) throws {
        for seed in seeds {
          _ = try environment.reset(seed: seed)
          _ = try environment.image(view)
        }
      }
      try look(0..<20)
      let before = try residentMemory()
      // a hundred starts have 48 MB of pictures
      try look(20..<400)
      let growth = try residentMemory() - before
      precondition(growth < 16_000_000, "it grew by \(growth) bytes")
    }
  }
}

/// Resident memory of this process [bytes].
private func residentMemory() throws -> Int {
  let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
  let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
