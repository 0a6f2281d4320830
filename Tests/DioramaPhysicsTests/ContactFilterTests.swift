// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct ContactFilterTests {
  /// Two spheres that overlap, with attributes of their own.
  private static func pair(_ a: String, _ b: String, _ relations: String = "") -> String {
    """
    <option gravity='0 0 0'/>
    <worldbody>
      <body name='a'><freejoint/><geom name='ga' size='0.1' \(a)/></body>
      <body name='b' pos='0.15 0 0'><freejoint/><geom name='gb' size='0.1' \(b)/></body>
    </worldbody>
    <contact>\(relations)</contact>
    """
  }

  private static func contacts(_ xml: String) throws -> Int {
    let world = try makeWorld(xml)
    try world.step()
    return world.telemetry.contactCount
  }

  @Test(arguments: [
    // contype and conaffinity of either: kind of one among the partners of the other
    ("1 1", "1 1", true), ("1 0", "1 0", false), ("0 1", "1 0", true), ("1 0", "0 1", true),
    ("0 0", "1 1", false), ("2 4", "4 2", true), ("2 2", "4 4", false), ("6 0", "0 4", true),
  ])
  func `shapes touch where a kind is among the other's partners`(
    a: String, b: String, touches: Bool
  ) throws {
    func attributes(_ bits: String) -> String {
      let parts = bits.split(separator: " ")
      return "contype='\(parts[0])' conaffinity='\(parts[1])'"
    }
    let count = try Self.contacts(Self.pair(attributes(a), attributes(b)))
    #expect(count == (touches ? 1 : 0))
  }

  @Test func `excluded bodies pass through each other`() throws {
    #expect(try Self.contacts(Self.pair("", "", "<exclude body1='a' body2='b'/>")) == 0)
    #expect(try Self.contacts(Self.pair("", "", "<exclude body1='b' body2='a'/>")) == 0)
  }

  @Test func `a stated pair touches whatever the filters say`() throws {
    let mute = "contype='0' conaffinity='0'"
    let relations = "<exclude body1='a' body2='b'/><pair geom1='gb' geom2='ga'/>"
    #expect(try Self.contacts(Self.pair(mute, mute, relations)) == 1)
  }

  @Test func `a body and the one it hangs on do not touch, its grandparent does`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <geom size='0.1' pos='0 0 0.05'/>
        <body name='a'><joint/><geom size='0.1'/>
          <body name='b' pos='0 0 0.05'><joint/><geom size='0.1'/>
            <body name='c' pos='0 0 0.05'><joint/><geom size='0.1'/></body>
          </body>
        </body>
      </worldbody>
      """)
    try world.step()
    // a, b and c each with the world's sphere, as MuJoCo has it, and c with a
    #expect(world.telemetry.contactCount == 4)
  }

  @Test func `shapes of one body, and of bodies that never move, are not tested`() throws {
    let count = try Self.contacts(
      """
      <option gravity='0 0 0'/>
      <worldbody>
        <geom size='0.1'/><geom size='0.1'/>
        <body mocap='true'><geom size='0.1'/></body>
        <body pos='5 0 0'><freejoint/><geom size='0.1'/><geom size='0.1'/>
          <body><geom size='0.1'/></body></body>
      </worldbody>
      """)
    #expect(count == 0)
  }

  @Test(arguments: [
    // friction of the box, of the table, and what counts
    ("friction='0.2'", "friction='0.5'", 0.5),
    ("friction='0.5'", "friction='0.2'", 0.5),
    ("friction='0.2' priority='1'", "friction='0.5'", 0.2),
    ("friction='0.2'", "friction='0.3' priority='2'", 0.3),
    ("friction='0.4' condim='1'", "friction='0.2' condim='1'", 0),
    ("friction='0.4' condim='1'", "friction='0.2'", 0.4),
    ("friction='0.4' condim='1' priority='1'", "friction='0.2'", 0),
  ])
  func `the larger friction counts, or that of higher priority`(
    box: String, table: String, expected: Double
  ) throws {
    try Self.expectFriction(box, table, "", expected)
  }

  @Test func `a stated pair has its own friction`() throws {
    try Self.expectFriction(
      "friction='0.4'", "friction='0.3'", "<pair geom1='g' geom2='t' friction='0.1'/>", 0.1)
    try Self.expectFriction("friction='0.4'", "", "<pair geom1='g' geom2='t' condim='1'/>", 0)
  }

  /// Expects a box that slides at 2 m/s to be slowed down by µ g.
  private static func expectFriction(
    _ box: String, _ table: String, _ relations: String, _ expected: Double
  ) throws {
    let world = try makeWorld(
      """
      <worldbody>
        <geom name='t' type='box' size='5 5 0.5' pos='0 0 -0.5' \(table)/>
        <body name='it' pos='0 0 0.02'><freejoint/>
          <geom name='g' type='box' size='0.1 0.1 0.02' \(box)/></body>
      </worldbody>
      <contact>\(relations)</contact>
      """)
    let body = try world.body("it")
    try world.run(seconds: 0.1)  // to settle into the contact layer
    world.setVelocity(of: body, linear: Vector3(2, 0, 0))
    try world.run(seconds: 0.1)
    // softness and the settling of the normal force cost less than 1 % of 0.98 µ m/s
    DioramaPhysicsTests.expect(
      world.linearVelocity(of: body).x, near: 2 - expected * 9.81 * 0.1,
      within: 0.01 * expected * 0.981 + 1e-9)
  }
}
