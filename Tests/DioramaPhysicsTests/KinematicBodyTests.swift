// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Testing

struct KinematicBodyTests {
  private static let scene = """
    <option timestep='0.005'/>
    <worldbody>
      <geom type='box' size='5 5 0.5' pos='0 0 -0.5' friction='0.4'/>
      <body name='pusher' mocap='true' pos='-0.2 0 0.05'>
        <geom type='box' size='0.05 0.05 0.04'/></body>
      <body name='box' pos='0 0 0.05'><freejoint/>
        <geom type='box' size='0.05 0.05 0.05' mass='1'/></body>
    </worldbody>
    """

  @Test func `a moving pusher carries a free box along and is not slowed down`() throws {
    let world = try makeWorld(Self.scene)
    let (pusher, box) = try (world.body("pusher"), world.body("box"))
    world.setVelocity(of: pusher, linear: Vector3(0.2, 0, 0))
    try world.run(seconds: 2)
    #expect(world.linearVelocity(of: pusher) == Vector3(0.2, 0, 0))
    // 400 sums of a millimetre
    expect(world.pose(of: pusher).position, near: Vector3(0.2, 0, 0.05), within: 1e-12)
    expect(world.linearVelocity(of: box).x, near: 0.2, within: 1e-3)
    // the box rests within the contact layer on the pusher's face, at 0.25 + 0.05
    expect(world.pose(of: box).position.x, near: 0.3, within: 5e-4)

    world.setVelocity(of: pusher, linear: .zero)
    try world.run(seconds: 1)
    #expect(world.isAtRest)
  }

  @Test func `a pusher that is placed has no speed to give`() throws {
    let world = try makeWorld(Self.scene)
    let (pusher, box) = try (world.body("pusher"), world.body("box"))
    try world.run(seconds: 0.5)
    world.setVelocity(of: pusher, linear: Vector3(1, 0, 0))
    world.place(pusher, at: Pose(Vector3(-0.5, 1, 0.05)))
    #expect(world.linearVelocity(of: pusher) == .zero)
    #expect(world.pose(of: pusher).position == Vector3(-0.5, 1, 0.05))
    try world.run(seconds: 0.5)
    #expect(world.pose(of: pusher).position == Vector3(-0.5, 1, 0.05))
    expect(world.pose(of: box).position, near: Vector3(0, 0, 0.05), within: 1.1e-4)
  }

  @Test func `a fixed body cannot be moved`() async {
    await #expect(processExitsWith: .failure) {
      let world = try RigidWorld(Scene(xml: "<mujoco><worldbody><body/></worldbody></mujoco>"))
      world.place(BodyID(1), at: .identity)
    }
    await #expect(processExitsWith: .failure) {
      let world = try RigidWorld(Scene(xml: "<mujoco><worldbody><body/></worldbody></mujoco>"))
      world.setVelocity(of: BodyID(1), linear: .zero)
    }
  }

  @Test func `a pose or a velocity that is no number is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      let world = try RigidWorld(
        Scene(xml: "<mujoco><worldbody><body mocap='true'/></worldbody></mujoco>"))
      world.place(BodyID(1), at: Pose(Vector3(.nan, 0, 0)))
    }
    await #expect(processExitsWith: .failure) {
      let world = try RigidWorld(
        Scene(xml: "<mujoco><worldbody><body mocap='true'/></worldbody></mujoco>"))
      world.setVelocity(of: BodyID(1), linear: Vector3(0, .infinity, 0))
    }
  }
}
