// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Foundation
import Synchronization
import Testing

struct ThreadTests {
  @Test func `two worlds stepped at the same time are as one alone`() throws {
    // ODE aborted in ReleaseAJob where worlds shared its own threading of the process
    let expected = try Self.finalState()
    let results = Mutex<[[UInt64]?]>([nil, nil])
    let group = DispatchGroup()
    for index in 0..<2 {
      group.enter()
      let thread = Thread {
        let state = try? Self.finalState()
        results.withLock { $0[index] = state }
        group.leave()
      }
      thread.stackSize = 8 << 20  // ODE's solver keeps its matrices there
      thread.start()
    }
    group.wait()
    #expect(results.withLock { $0 } == [expected, expected])
  }

  /// Returns the state after 2,000 steps with contacts.
  private static func finalState() throws -> [UInt64] {
    let world = try makeWorld(Worlds.pile(count: 3))
    try world.run(steps: 2000)
    #expect(world.telemetry.contactCount > 0)
    return world.state
  }

  @Test func `a thousand worlds made and dropped leave no memory behind`() async {
    // a process of its own: other suites take memory meanwhile
    await #expect(processExitsWith: .success) {
      let xml = Worlds.pile(count: 3)
      let scene = try Scene(xml: "<mujoco>\(xml)</mujoco>")
      func make(_ count: Int) throws {
        for _ in 0..<count {
          let world = try RigidWorld(scene)
          for _ in 0..<2 { try world.step() }
        }
      }
      try make(100)
      let before = try Self.residentPages()
      try make(1000)
      let growth = try Self.residentPages() - before
      // a world with three bodies is above 10 kB: 1,000 of them would be above 2,500 pages of 4 kB
      precondition(growth < 300, "\(growth) pages")
    }
  }

  private static func residentPages() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(Int(text.split(separator: " ")[1]))
  }
}
