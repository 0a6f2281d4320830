// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import TestSupport
import Testing

@Suite("Cords") struct CordTests {
  private static let gravity = 9.81

  /// A cord of 0.3 m and 90 g along x.
  private static func cord(_ more: String, at place: String = "0 0 0", damping: Double = 0.05)
    -> String
  {
    """
    <flexcomp name='cord' type='grid' dim='1' count='31 1 1' spacing='0.01 0.01 0.01' pos='\(place)' mass='0.09'
      radius='0.004'><edge stiffness='400' damping='\(damping)'/>\(more)</flexcomp>
    """
  }

  private static let option = """
    <custom><numeric name='cloth_substeps' data='20'/><numeric name='cloth_air_damping' data='4'/></custom>
    """

  @Test(.slow) func `a table on a spring sinks by its own weight and that of the cord on it`()
    throws
  {
    let stiffness = 200.0
    let world = try makeWorld(
      Self.option + """
        <worldbody>
          <body name='table'><joint name='spring' type='slide' axis='0 0 1' stiffness='\(stiffness)' damping='5'/>
            <geom type='box' size='0.3 0.3 0.02' pos='0 0 -0.02' mass='0.5'/></body>
          \(Self.cord("<contact selfcollide='none'/>", at: "0 0 0.006"))
        </worldbody>
        """)
    try world.run(seconds: 3)
    let expected = -(0.5 + 0.09) * Self.gravity / stiffness
    let sunk = world.position(of: try world.joint("spring"))
    expect(sunk, near: expected, within: 0.01 * abs(expected))
  }

  @Test(.slow) func `a hook on a spring is drawn down by the cord that hangs on it`() throws {
    let stiffness = 100.0
    let world = try makeWorld(
      Self.option + """
        <worldbody>
          <body name='hook'><joint name='spring' type='slide' axis='0 0 1' stiffness='\(stiffness)' damping='2'/>
            <geom size='0.02' mass='0.2' contype='0' conaffinity='0'/>
            \(Self.cord("<contact selfcollide='none'/><pin id='0'/>", at: "0.15 0 0"))</body>
        </worldbody>
        """)
    try world.run(seconds: 5)
    let expected = -(0.2 + 0.09) * Self.gravity / stiffness
    expect(
      world.position(of: try world.joint("spring")), near: expected, within: 0.01 * abs(expected))
    let lowest = try #require(world.cloth(named: "cord")).positions.map(\.z).min()
    // the springs carry what hangs below them: m g n / 2 k longer
    let length = 0.3 + 0.09 * Self.gravity * 30 / (2 * 400)
    expect(lowest ?? 0, near: expected - length, within: 1e-3)
  }

  @Test(arguments: [(0.002, true), (0.0004, false)])
  func `a cord that is too stiff for a light body is told`(mass: Double, holds: Bool) throws {
    // h < 2 √(m / k): 2 ms, and one spring of 400 N/m at the pin need 0.4 g
    let xml =
      Self.option + """
        <worldbody><body name='hook'><freejoint/><geom size='0.01' mass='\(mass)' contype='0' conaffinity='0'/>
          \(Self.cord("<contact selfcollide='none'/><pin id='0'/>", at: "0.15 0 0"))</body></worldbody>
        """
    guard holds else {
      #expect(
        throws: PhysicsError.cordTooStiff(
          cord: "cord", body: "hook", timeStep: 0.002, limit: 2 * (mass / 400).squareRoot())
      ) { try makeWorld(xml) }
      return
    }
    let world = try makeWorld(xml)
    try world.run(seconds: 0.2)  // it falls, and does not shake
    let hook = try world.body("hook")
    expect(world.linearVelocity(of: hook).z, near: -9.81 * 0.2, within: 0.4)
  }

  @Test func `momentum and angular momentum go from a cord to a ball and are kept`() throws {
    let world = try makeWorld(
      """
      <option gravity='0 0 0' timestep='0.002'/>
      <custom><numeric name='cloth_substeps' data='8'/></custom>
      <worldbody>
        <body name='ball' pos='0.1 0 0'><freejoint/><geom type='box' size='0.03 0.03 0.03' mass='0.05'/></body>
        \(Self.cord("<contact selfcollide='none'/>", at: "0 0 0.05", damping: 0.01))
      </worldbody>
      """)
    let cord = try #require(world.cloth(named: "cord"))
    let ball = try world.body("ball")
    for index in 0..<cord.sheet.particleCount { cord.setVelocity(Vector3(0.2, 0, -1), of: index) }
    func momentum() -> Vector3 { cord.momentum + 0.05 * world.linearVelocity(of: ball) }
    func angularMomentum() -> Vector3 {
      let place = world.pose(of: ball).position
      let inertia = 0.05 * (0.06 * 0.06) / 6  // of a cube, the same about all axes
      return cord.angularMomentum + 0.05 * place.cross(world.linearVelocity(of: ball))
        + inertia * world.angularVelocity(of: ball)
    }
    let (before, turning) = (momentum(), angularMomentum())
    try world.run(seconds: 0.3)
    #expect(world.linearVelocity(of: ball).z < -0.1)  // it was hit
    #expect(world.angularVelocity(of: ball).length > 0.1)
    expect(momentum(), near: before, within: 1e-9)
    // the bodies move after the cord has: contacts act where they were, to first order in the time step
    expect(angularMomentum(), near: turning, within: 2e-2 * turning.length)
  }

  @Test func `a world with a cord goes on from its state with the same bits`() throws {
    let xml =
      Self.option + """
        <worldbody><geom type='plane' size='1 1 1'/>
          <body name='ball' pos='0.05 0 0.05'><freejoint/><geom size='0.03' mass='0.05'/></body>
          \(Self.cord("", at: "0 0 0.12"))
        </worldbody>
        """
    let world = try makeWorld(xml)
    try world.run(seconds: 0.3)
    let state = world.state
    try world.run(seconds: 0.2)
    let expected = world.state
    let other = try makeWorld(xml)
    try other.restore(state)
    try other.run(seconds: 0.2)
    #expect(other.state == expected)
  }
}
