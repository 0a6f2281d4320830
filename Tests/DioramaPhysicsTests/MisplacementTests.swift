// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Foundation
import Testing

struct MisplacementTests {
  @Test(arguments: ["slide", "hinge", "ball"])
  func `a joint that starts out of its range comes in without a speed`(kind: String) throws {
    // a ball joint cannot start so; it is put there
    let range = kind == "ball" ? "0 0.3" : "0.2 0.6"
    let world = try makeWorld(
      "<compiler angle='radian'/>" + JointTests.rig("type='\(kind)' range='\(range)'"))
    let it = try world.body("it")
    if kind == "ball" { world.place(it, at: Pose(.zero, Quaternion(yaw: 0.5))) }
    #expect(
      try world.misplacements().map(\.description)
        == [
          "joint 'j' is out of its range by " + (kind == "slide" ? "200 mm" : "11.5°")
        ])
    for _ in 0..<500 {
      try world.step()
      #expect(world.linearVelocity(of: it).length < 1e-9)
      #expect(world.angularVelocity(of: it).length < 1e-9)
    }
    let pose = world.pose(of: it)
    switch kind {
    case "slide": expect(pose.position, near: Vector3(0, 0, 0.2), within: 1e-6)
    case "hinge": expect(pose.orientation.yaw, near: 0.2, within: 1e-6)
    default: expect(pose.orientation.yaw, near: 0.3, within: 1e-6)
    }
    #expect(try world.misplacements().isEmpty)
  }

  @Test func `a chain that starts out of its ranges is put right as a whole`() throws {
    let world = try makeWorld(
      """
      <compiler angle='radian'/><option gravity='0 0 0'/>
      <worldbody><body name='a'><freejoint/><geom size='0.1'/>
        <body name='b' pos='0.5 0 0'><joint name='j' axis='0 0 1' range='0.3 1'/><geom size='0.1'/>
          <body name='c' pos='0.5 0 0'><joint name='k' axis='0 0 1' range='-1 -0.3'/><geom size='0.1'/>
      </body></body></body></worldbody>
      """)
    try world.run(seconds: 1)
    expect(try world.position(of: world.joint("j")), near: 0.3, within: 1e-5)
    expect(try world.position(of: world.joint("k")), near: -0.3, within: 1e-5)
    let momentum = ["a", "b", "c"].reduce(Vector3.zero) { sum, name in
      sum + (world.scene.body(named: name).map { world.linearVelocity(of: $0) } ?? .zero)
    }
    expect(momentum, near: .zero, within: 1e-9)
    #expect(world.isAtRest)
    // nobody pushed from outside: the middle stays
    let middle = try ["a", "b", "c"].map { try world.position($0) }.reduce(.zero, +) / 3
    expect(middle, near: Vector3(0.5, 0, 0), within: 1e-3)
  }

  @Test(arguments: [0.0, 0.006, 0.02])
  func `a crate that starts in its slope slides as far as one that starts on it`(
    depth: Double
  ) throws {
    let (lean, friction) = (25 * Double.pi / 180, 0.3)
    let world = try makeWorld(
      """
      <option gravity='\(9.81 * sin(lean)) 0 \(-9.81 * cos(lean))'/>
      <worldbody>
        <geom name='slope' type='box' size='9 5 0.5' pos='0 0 -0.5' friction='0.3'/>
        <body name='crate' pos='0 0 \(0.1 - depth)'><freejoint/>
          <geom name='crate' type='box' size='0.1 0.1 0.1' friction='0.3'/></body>
      </worldbody>
      """)
    let message = "geoms 'slope' and 'crate' overlap by \(Int(1000 * depth)) mm"
    #expect(try world.misplacements().map(\.description) == (depth == 0 ? [] : [message]))
    try world.run(steps: 500)
    let path = 9.81 * (sin(lean) - friction * cos(lean)) * 4e-6 * 500 * 501 / 2
    expect(try world.position("crate").x / path, near: 1, within: 0.01)
    expect(try world.position("crate").z, near: 0.1, within: 1.2e-3)
  }

  @Test func `bodies that start in each other part and rest`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <body name='a'><freejoint/><geom size='0.1' mass='1'/></body>
        <body name='b' pos='0.15 0 0'><freejoint/><geom size='0.1' mass='1'/></body>
      </worldbody>
      """)
    for _ in 0..<500 {
      try world.step()
      #expect(try world.linearVelocity(of: world.body("a")).length < 1e-3)
    }
    let distance = try world.position("b").x - world.position("a").x
    expect(distance, near: 0.2, within: 1.2e-3)
  }
}
