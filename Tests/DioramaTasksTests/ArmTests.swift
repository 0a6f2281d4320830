// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaTasks
import TestSupport
import Testing

/// The arm of `scenes/arm.xml`, moved by its tool.
@Suite("Arms") struct ArmTests {
  private func make(_ action: String) throws -> AnyEnvironment {
    let scene = try SceneLibrary.home() + "/scenes/arm.xml"
    let text = """
      {"scene": "\(scene)", "action": \(action), "period": 0.1, "horizon": 100,
       "observation": ["tool.position", "link_7.axis", "joint_1.value", "joint_2.value"],
       "success": [{"distance": ["tool", "cube"], "at_most": 0.03}]}
      """
    let folder = try TemporaryFolder(["task.json": text])
    let environment = try TaskFile(contentsOf: folder.path("task.json")).entry.make()
    _ = try environment.reset(seed: 1)
    return environment
  }

  @Test func `the tool goes where the actions add up to, and keeps pointing down`() throws {
    let environment = try make(#"{"arm": "tool", "scale": 0.03}"#)
    let start = try environment.reset(seed: 1).state
    var state = start
    let moves: [([Float], Int)] = [
      ([1, 0, 0], 4), ([0, -1, 0], 5), ([0, 0, 0.5], 4), ([0, 0, 0], 10),
    ]
    for (action, count) in moves {
      for _ in 0..<count { state = try environment.step(.vector(action)).observation.state }
    }
    for (axis, way) in [Float(0.12), -0.15, 0.06].enumerated() {
      #expect(abs(state[axis] - start[axis] - way) < 0.004, "axis \(axis): \(state[axis])")
    }
    #expect(abs(state[3]) < 0.03 && abs(state[4]) < 0.03)
  }

  @Test func `a blocked arm pushes no harder the longer it is blocked`() throws {
    let environment = try make(#"{"arm": "tool", "scale": 0.03}"#)
    for _ in 0..<20 { _ = try environment.step(.vector([0, 0, -1])) }
    let after = try environment.step(.vector([0, 0, -1])).observation.state
    for _ in 0..<50 { _ = try environment.step(.vector([0, 0, -1])) }
    let later = try environment.step(.vector([0, 0, -1])).observation.state
    // it stands on the table, and one action up frees it
    #expect(abs(after[2]) < 0.012 && abs(later[2] - after[2]) < 2e-3)
    var state = later
    for _ in 0..<4 { state = try environment.step(.vector([0, 0, 1])).observation.state }
    #expect(state[2] > later[2] + 0.02)
  }

  @Test func `its hinges are turned one by one`() throws {
    let environment = try make(#"{"arm": "tool", "moves": "joints", "scale": 0.05}"#)
    let start = try environment.reset(seed: 1).state
    var state = start
    for index in 0..<15 {
      state = try environment.step(.vector([index < 5 ? 1 : 0, 0, 0, 0, 0, 0, 0])).observation.state
    }
    #expect(abs(state[5] - start[5] - 0.25) < 0.01)
    #expect(abs(state[6] - start[6]) < 0.01)
  }

  @Test func `it goes on from a snapshot with a held cube, with the same bits`() throws {
    let path = try SceneLibrary.home() + "/scenes/arm.json"
    let environment = try TaskFile(contentsOf: path).entry.make()
    var state = try environment.reset(seed: 3).state
    // down on the cube, and up with it
    for index in 0..<25 {
      let offset = (0..<3).map { state[3 + $0] - state[$0] + ($0 == 2 ? 0.022 : 0) }
      let isUp = index >= 17
      let action = isUp ? [0, 0, 1, 1] : offset.map { min(max($0 / 0.03, -1), 1) } + [1]
      state = try environment.step(.vector(action)).observation.state
    }
    #expect(state[5] > 0.1)  // the cube is in the air
    let snapshot = environment.snapshot
    func goOn() throws -> [Float] {
      var state: [Float] = []
      for _ in 0..<5 { state = try environment.step(.vector([0.5, 0.2, 0, 1])).observation.state }
      return state
    }
    let expected = try goOn()
    _ = try environment.step(.vector([0, 0, 0, -1]))
    _ = try environment.restore(snapshot)
    #expect(try goOn() == expected)
    for _ in 0..<8 { state = try environment.step(.vector([0, 0, 0, -1])).observation.state }
    #expect(state[5] < 0.03)  // it fell
  }

  /// An arm of three hinges, two of them on one body, with its tool on a body without joints.
  private static let small = """
    <mujoco><option gravity="0 0 0"/><worldbody>
      <body name="upper"><joint name="yaw" axis="0 0 1" damping="2"/><joint name="pitch" axis="0 1 0" damping="2"/>
        <geom type="capsule" size="0.02" fromto="0 0 0 0.3 0 0" contype="0" conaffinity="0"/>
        <body name="lower" pos="0.3 0 0"><joint name="elbow" axis="0 1 0" damping="1"/>
          <geom type="capsule" size="0.02" fromto="0 0 0 0 0 -0.3" contype="0" conaffinity="0"/>
          <body name="palm" pos="0 0 -0.3"><site name="tool"/></body></body></body>
      <body name="cube" pos="0.3 0 -0.32"><freejoint/><geom type="box" size="0.01 0.01 0.01" mass="0.01"/></body>
      <body name="other" pos="0.3 0.03 -0.32"><freejoint/><geom type="box" size="0.01 0.01 0.01" mass="0.01"/></body>
    </worldbody>
    <actuator><position name="a" joint="yaw" kp="60" ctrlrange="-3 3"/>
      <position name="b" joint="pitch" kp="60" ctrlrange="-3 3" GEAR/>
      <position name="c" joint="elbow" kp="60" ctrlrange="-3 3"/></actuator></mujoco>
    """

  private func makeSmall(_ action: String, gear: String = "") throws -> AnyEnvironment {
    let folder = try TemporaryFolder([
      "small.xml": Self.small.replacing("GEAR", with: gear),
      "task.json": """
      {"scene": "small.xml", "horizon": 100, "action": \(action),
       "observation": ["tool.position", "cube.position", "other.position"],
       "success": [{"height": "cube", "at_least": 5}]}
      """,
    ])
    let environment = try TaskFile(contentsOf: folder.path("task.json")).entry.make()
    _ = try environment.reset(seed: 0)
    return environment
  }

  @Test func `several hinges on one body are solved for together`() throws {
    let environment = try makeSmall(#"{"arm": "tool", "scale": 0.03}"#)
    let start = try environment.reset(seed: 0).state
    var state = start
    // up until the pitch is large, then across
    for (action, count) in [([0, 0, 1], 6), ([0, 1, 0], 6), ([0, 0, 0], 10)] as [([Float], Int)] {
      for _ in 0..<count { state = try environment.step(.vector(action)).observation.state }
    }
    for (axis, way) in [Float(0), 0.18, 0.18].enumerated() {
      #expect(abs(state[axis] - start[axis] - way) < 0.006, "axis \(axis): \(state[axis])")
    }
  }

  @Test func `a tool on a body without joints takes hold of one thing, and lets it go`() throws {
    let environment = try makeSmall(#"{"arm": "tool", "scale": 0.03, "grasp": ["cube", "other"]}"#)
    var state = try environment.reset(seed: 0).state
    let start = state
    for _ in 0..<6 { state = try environment.step(.vector([0, 0, 1, 1])).observation.state }
    #expect(state[5] > start[5] + 0.15)
    #expect(abs(state[8] - start[8]) < 1e-3)  // the other one stays
    for _ in 0..<4 { state = try environment.step(.vector([0, 0, 1, -1])).observation.state }
    let tool = state[2]
    for _ in 0..<4 { state = try environment.step(.vector([0, 0, 1, -1])).observation.state }
    #expect(state[2] > tool && state[2] - state[5] > 0.1)  // it was let go
  }

  @Test func `the arm's actuators are not driven twice`() throws {
    #expect(try makeSmall(#"{"arm": "tool", "actuators": true}"#).actionSpace.count == 3)
    let error = #expect(throws: (any Error).self) {
      try makeSmall(#"{"arm": "tool", "actuators": ["b"]}"#)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("'b', which the arm drives already"))
    let gearless = #expect(throws: (any Error).self) {
      try makeSmall(#"{"arm": "tool"}"#, gear: #"gear="0""#)
    }
    #expect("\(gearless.map { "\($0)" } ?? "")".contains("no gear of 0"))
  }

  @Test(arguments: [
    (#"{"arm": "nothing"}"#, "names 'nothing', but the scene has no body, site or geom"),
    (#"{"arm": "cube"}"#, "hangs on no hinge"),
    (#"{"arm": "tool", "moves": "feet"}"#, #"is 'feet'; write "tool" or "joints""#),
    (#"{"arm": "tool", "grasp": ["tray"]}"#, "cannot be held; name a free body"),
    (#"{"grasp": ["cube"]}"#, "needs a 'hand' or an 'arm'"),
    (#"{"arm": "tool", "scale": 5}"#, "scale"),
  ])
  func `what cannot act is told`(action: String, words: String) throws {
    let error = #expect(throws: (any Error).self) { try make(action) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(error.map { "\($0)" } ?? "")")
  }
}
