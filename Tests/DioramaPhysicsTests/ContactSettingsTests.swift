// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct ContactSettingsTests {
  @Test func `a scene sets what it names, the rest keeps its default`() throws {
    let world = try makeWorld(
      """
      <custom><numeric name='contact_softness' data='1e-4'/><numeric name='contact_layer' data='0.001'/>
        <numeric name='contact_limit' data='6'/><numeric name='quick_step_iterations' data='8'/></custom>
      """)
    var expected = ContactSettings()
    expected.softness = 1e-4
    expected.layer = 0.001
    expected.limit = 6
    expected.quickStepIterations = 8
    #expect(world.contactSettings == expected)
    #expect(try makeWorld("").contactSettings == ContactSettings())
  }

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (4, 4), (6, 6), (16, 8)])
  func `of an octagon as many corners are kept as the limit says`(limit: Int, count: Int) throws {
    // a box on an equal one, turned by 45°
    let world = try makeWorld(
      """
      <custom><numeric name='contact_limit' data='\(limit)'/></custom>
      <worldbody>
        <geom type='box' size='0.1 0.1 0.1'/>
        <body pos='0 0 0.1999' euler='0 0 45'><freejoint/><geom type='box' size='0.1 0.1 0.1'/></body>
      </worldbody>
      """)
    try world.step()
    #expect(world.telemetry.contactCount == count)
    expect(world.telemetry.deepestContact, near: 1e-4, within: 1e-12)
  }

  @Test func `the four contacts that are kept hold a box on a smaller one level`() throws {
    let world = try makeWorld(
      """
      <option timestep='0.005'/>
      <worldbody>
        <geom type='box' size='0.05 0.05 0.1'/>
        <body name='it' pos='0.02 0.02 0.2' euler='0 0 45'><freejoint/>
          <geom type='box' size='0.1 0.1 0.1'/></body>
      </worldbody>
      """)
    try world.run(seconds: 3)
    let up = try world.pose(of: world.body("it")).orientation.rotate(.unitZ)
    // its weight of 78 N stands 2.8 cm off centre: the layer of 0.1 mm over 5 cm is the most tilt
    #expect(up.cross(.unitZ).length < 5e-3)
    #expect(world.telemetry.messageCount == 0)
  }

  @Test(arguments: [0.5, 0.8, 1])
  func `a ball bounces with its part of the speed`(restitution: Double) throws {
    let world = try makeWorld(
      """
      <option timestep='0.001' gravity='0 0 0'/>
      <custom><numeric name='contact_restitution' data='\(restitution)'/></custom>
      <worldbody>
        <geom type='box' size='1 1 0.5' pos='0 0 -0.5'/>
        <body name='it' pos='0 0 0.15'><freejoint/><geom size='0.1'/></body>
      </worldbody>
      """)
    let body = try world.body("it")
    world.setVelocity(of: body, linear: Vector3(0, 0, -2))
    try world.run(seconds: 0.1)
    // a contact gives way by its softness: v' = e v - c F with m (v' + v) = F h
    let give = 1e-5 * world.mass(of: body) / 0.001
    let speed = 2 * (restitution - give) / (1 + give)
    // and by the 1e-9 m/s by which it may close
    expect(world.linearVelocity(of: body).z, near: speed, within: 1e-8)
  }

  @Test func `without restitution nothing leaves faster than it is pushed out`() throws {
    let world = try makeWorld(
      """
      <option timestep='0.001' gravity='0 0 0'/>
      <worldbody>
        <geom type='box' size='1 1 0.5' pos='0 0 -0.5'/>
        <body name='it' pos='0 0 0.15'><freejoint/><geom size='0.1'/></body>
      </worldbody>
      """)
    let body = try world.body("it")
    world.setVelocity(of: body, linear: Vector3(0, 0, -2))
    for _ in 0..<200 {
      try world.step()
      #expect(world.linearVelocity(of: body).z <= 0.5)
    }
  }
}
