// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import Testing

struct RestingContactTests {
  private static let table = "<geom type='box' size='5 5 0.5' pos='0 0 -0.5' friction='0.4'/>"

  @Test(arguments: ["0 0 0", "0 0 30", "180 0 0"])
  func `a cylinder stands flat without a tremor`(euler: String) throws {
    let world = try makeWorld(
      """
      <option timestep='0.005'/>
      <worldbody>\(Self.table)
        <body name='mug' pos='0 0 0.0498' euler='\(euler)'><freejoint/>
          <geom type='cylinder' size='0.04 0.05' mass='0.3'/></body>
      </worldbody>
      """)
    try world.run(seconds: 2)
    let mug = try world.body("mug")
    #expect(world.linearVelocity(of: mug).length < 1e-6)
    #expect(world.angularVelocity(of: mug).length < 1e-5)
    #expect(world.telemetry.contactCount == 4)
    // it rests at the bottom of the contact layer of 0.1 mm, and below by the softness 1e-5 of each
    // contact: a quarter of the weight creeps at 7.4e-6 m/s, a fifth of the depth is undone a step
    let sag = 1e-5 * 0.3 * 9.81 / 4 * 0.005 / 0.2
    expect(try world.position("mug"), near: Vector3(0, 0, 0.0499 - sag), within: 1e-9)
  }

  @Test func `flat contacts agree with those of ODE's general collider`() throws {
    // a disc that stands over the edge is left to ODE; friction and weight are the same
    func settle(_ x: Double) throws -> (height: Double, tilt: Double) {
      let world = try makeWorld(
        """
        <option timestep='0.005'/>
        <worldbody>\(Self.table)
          <body name='mug' pos='\(x) 0 0.0505'><freejoint/>
            <geom type='cylinder' size='0.04 0.05' mass='0.3'/></body>
        </worldbody>
        """)
      try world.run(seconds: 2)
      let pose = try world.pose(of: world.body("mug"))
      #expect(world.isAtRest)
      return (pose.position.z, pose.orientation.rotate(.unitZ).cross(.unitZ).length)
    }
    let flat = try settle(0)
    let general = try settle(4.97)
    // both rest in the layer of 0.1 mm; ODE's own patch is uneven by a hundredth of that
    expect(flat.height, near: general.height, within: 2e-6)
    #expect(flat.tilt < 1e-6)
    #expect(general.tilt < 1e-4)
  }

  @Test(arguments: [0, 22.5, 45], ["cylinder' size='0.04 0.02", "box' size='0.04 0.04 0.02"])
  func `a sliding shape stops after v² / 2µg in its own direction`(
    degrees: Double, shape: String
  ) throws {
    let world = try makeWorld(
      """
      <worldbody>\(Self.table)
        <body name='it' pos='0 0 0.0199'><freejoint/><geom type='\(shape)' friction='0.1'/></body>
      </worldbody>
      """)
    let body = try world.body("it")
    try world.run(seconds: 0.2)
    let start = world.pose(of: body).position
    let angle = degrees * Double.pi / 180
    let direction = Quaternion(yaw: angle).rotate(.unitX)
    world.setVelocity(of: body, linear: 1.5 * direction)
    try world.run(seconds: 1.5)
    let path = world.pose(of: body).position - start
    let distance = 1.5 * 1.5 / (2 * 0.4 * 9.81)
    // the design's tolerances: 1 % and half a degree
    expect(path.length, near: distance, within: 0.01 * distance)
    #expect(path.cross(direction).length <= path.length * 0.5 * Double.pi / 180)
  }

  @Test func `a toppled cylinder lies on its side`() throws {
    let world = try makeWorld(
      """
      <option timestep='0.005'/>
      <worldbody>\(Self.table)
        <body name='mug' pos='0 0 0.07' euler='60 0 0'><freejoint/>
          <geom type='cylinder' size='0.04 0.05' mass='0.3'/></body>
      </worldbody>
      """)
    try world.run(seconds: 3)
    let pose = try world.pose(of: world.body("mug"))
    // rolling has no resistance, so only height and tilt are known
    expect(pose.position.z, near: 0.04, within: 3e-4)
    #expect(abs(pose.orientation.rotate(.unitZ).z) < 1e-2)
    #expect(world.telemetry.messageCount == 0)
  }

  @Test(arguments: [0, 8])
  func `boxes that start exactly touching stay a stack`(iterations: Int) throws {
    // in the corner of every contact's conditions, the direct solver used to give up
    let boxes = (0..<5).map {
      """
      <body name='box_\($0)' pos='0 0 \(0.05 + 0.1 * Double($0))'><freejoint/>
        <geom type='box' size='0.05 0.05 0.05' mass='0.5'/></body>
      """
    }
    let world = try makeWorld(
      """
      <option timestep='0.005'/>
      <custom><numeric name='quick_step_iterations' data='\(iterations)'/></custom>
      <worldbody>\(Self.table)\(boxes.joined())</worldbody>
      """)
    try world.run(seconds: 3)
    for i in 0..<5 {
      // each creeps into the layer of 0.1 mm on the one below; the iterative solver shivers about it
      let start = Vector3(0, 0, 0.05 + 0.1 * Double(i))
      expect(
        try world.position("box_\(i)"), near: start,
        within: iterations == 0 ? 1.1e-4 * Double(i + 1) : 3e-3)
    }
    #expect(world.telemetry.messageCount == 0)
    if iterations == 0 { #expect(world.isAtRest) }
  }

  @Test func `a heavy block between two hands breaks nothing`() throws {
    // contacts that reach their corner together are as bad as one that stands in it
    let world = try makeWorld(
      """
      <option timestep='0.005'/>
      <worldbody>\(Self.table)
        <body name='left' pos='-0.1 0 0.05' gravcomp='1'><freejoint/><geom type='box' size='0.05 0.05 0.05' mass='0.5'/></body>
        <body name='block' pos='0 0 0.05'><freejoint/><geom type='box' size='0.05 0.05 0.05' mass='5'/></body>
        <body name='right' pos='0.1 0 0.05' gravcomp='1'><freejoint/><geom type='box' size='0.05 0.05 0.05' mass='0.5'/></body>
        <body name='from' mocap='true' pos='0.2 0 0.05'/>
        <body name='to' mocap='true' pos='-0.2 0 0.05'/>
      </worldbody>
      <equality>
        <weld body1='left' body2='from' relpose='0 0 0 1 0 0 0'/>
        <weld body1='right' body2='to' relpose='0 0 0 1 0 0 0'/>
      </equality>
      """)
    try world.run(seconds: 2)
    // equal forces from both sides
    expect(try world.position("block").x, near: 0, within: 1e-3)
    #expect(world.telemetry.messageCount == 0)
  }
}
