// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Foundation
import Testing

struct RollingTests {
  /// A ball of 1 kg and 0.1 m on a floor, under gravity that leans by `lean` degrees along x.
  private static func ball(_ attributes: String, lean: Double = 0, contact: String = "") -> String {
    let angle = lean * .pi / 180
    return """
      <option gravity='\(9.81 * sin(angle)) 0 \(-9.81 * cos(angle))'/>
      <worldbody>
        <geom name='floor' type='box' size='50 50 0.5' pos='0 0 -0.5'/>
        <body name='ball' pos='0 0 0.1'><freejoint/><geom name='ball' size='0.1' mass='1' \(attributes)/></body>
      </worldbody>
      <contact>\(contact)</contact>
      """
  }

  @Test(arguments: ["4", "6"])
  func `torsional friction brakes a spinning top by its torque`(condim: String) throws {
    // t = µ m g: 0.01 m of it take 0.0981 N m from 0.4 m r²
    let world = try makeWorld(Self.ball("condim='\(condim)' friction='1 0.01 0'"))
    let ball = try world.body("ball")
    try world.run(seconds: 0.2)
    world.setVelocity(of: ball, linear: .zero, angular: Vector3(0, 0, 20))
    try world.run(seconds: 0.5)
    let braking = 0.01 * 9.81 / (0.4 * 0.01)
    expect(world.angularVelocity(of: ball).z, near: 20 - 0.5 * braking, within: 0.005 * 20)
    try world.run(seconds: 1)
    expect(world.angularVelocity(of: ball).z, near: 0, within: 1e-3)
  }

  @Test func `without the dimension a top spins on`() throws {
    let world = try makeWorld(Self.ball("friction='1 0.01 0.01'"))
    let ball = try world.body("ball")
    world.setVelocity(of: ball, linear: .zero, angular: Vector3(0, 0, 20))
    try world.run(seconds: 1)
    expect(world.angularVelocity(of: ball).z, near: 20, within: 1e-6)
  }

  @Test func `rolling friction brings a ball to rest`() throws {
    // µ m g = (m r² + 0.4 m r²) a / r
    let world = try makeWorld(Self.ball("condim='6' friction='1 0 0.002'"))
    let ball = try world.body("ball")
    try world.run(seconds: 0.2)
    world.setVelocity(of: ball, linear: Vector3(1, 0, 0), angular: Vector3(0, 10, 0))
    let start = try world.position("ball").x
    try world.run(seconds: 1)
    let braking = 0.002 * 9.81 / (1.4 * 0.1)
    expect(world.linearVelocity(of: ball).x, near: 1 - braking, within: 0.005)
    try world.run(seconds: 12)
    let path = 1 / (2 * braking)
    expect(try (world.position("ball").x - start) / path, near: 1, within: 0.01)
  }

  @Test(arguments: [(0.9, false), (1.1, true)])
  func `a ball rolls from the slope that its friction cannot hold`(
    share: Double, rolls: Bool
  ) throws {
    // tan = µ / r
    let lean = atan(share * 0.01 / 0.1) * 180 / .pi
    let world = try makeWorld(Self.ball("condim='6' friction='1 0 0.01'", lean: lean))
    try world.run(seconds: 3)
    #expect(try (world.position("ball").x > 0.1) == rolls)
  }

  @Test(arguments: [
    ("condim='6' friction='1 0 0.01'", "<pair geom1='floor' geom2='ball' condim='3'/>", true),
    (
      "", "<pair geom1='floor' geom2='ball' condim='6' friction='1 1 0 0.01 0.01'/>", false
    ),
  ])
  func `what a pair states counts`(attributes: String, contact: String, rolls: Bool) throws {
    let world = try makeWorld(Self.ball(attributes, lean: 3, contact: contact))
    try world.run(seconds: 3)
    #expect(try (world.position("ball").x > 0.1) == rolls)
  }
}
