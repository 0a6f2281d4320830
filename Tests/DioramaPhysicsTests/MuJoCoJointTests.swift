// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Testing

/// Joints as MuJoCo 4.0.0 moves them: several on one body, references, bounded sums of forces, general actuators.
@Suite struct MuJoCoJointTests {
  /// A scene, and where MuJoCo's joints stand in it after some steps of 1 ms.
  struct Case: CustomStringConvertible, Sendable {
    let description: String
    let xml: String
    let steps: Int
    let positions: [Double]
    /// How far ours may be off [m] or [rad].
    var tolerance = 2e-3
  }

  static let cases = [
    Case(
      description: "two hinges on a body, as in a gimbal",
      xml: """
        <body name="arm" pos="0 0 1">
          <joint name="a" axis="1 0 0" damping="0.02"/><joint name="b" axis="0 1 0" pos="0 0 0.05"/>
          <geom type="box" size="0.03 0.05 0.2" pos="0.05 0.02 -0.2" mass="0.5"/></body></worldbody>
        <keyframe><key name="k" qpos="0.4 -0.3" qvel="1 2"/></keyframe>
        """, steps: 500, positions: [-0.62787, 0.68956]),
    Case(
      description: "two slides and a hinge on a body, as in a planar walker",
      xml: """
        <body name="torso" pos="0 0 1">
          <joint name="x" type="slide" axis="1 0 0"/><joint name="z" type="slide" axis="0 0 1"/>
          <joint name="p" axis="0 1 0"/><geom type="capsule" size="0.05 0.2" mass="2"/>
          <body name="leg" pos="0 0 -0.25">
            <joint name="hip" axis="0 1 0" range="-100 0" armature="0.01"/>
            <geom type="capsule" size="0.04" fromto="0 0 0 0.1 0 -0.3" mass="1"/></body></body>
        </worldbody>
        <keyframe><key name="k" qpos="0 0 0.2 -0.5" qvel="1 2 -3 1"/></keyframe>
        """, steps: 300, positions: [0.31192, 0.12433, -0.73622, 0.01693], tolerance: 0.02),
    Case(
      description: "a hinge that starts at its reference and rests at its limit",
      xml: """
        <body name="bar" pos="0 0 1">
          <joint name="h" axis="0 1 0" ref="30" range="20 60" stiffness="1" springref="40"
            damping="0.05"/>
          <geom type="box" size="0.2 0.02 0.02" pos="0.2 0 0" mass="0.3"/></body></worldbody>
        """, steps: 400, positions: [1.04756]),
    Case(
      description: "a general actuator, whose torque the joint bounds",
      xml: """
        <body name="bar" pos="0 0 1">
          <joint name="h" axis="0 0 1" damping="0.1" actuatorfrcrange="-1 0.6"/>
          <geom type="box" size="0.2 0.02 0.02" pos="0.2 0 0" mass="0.3"/></body></worldbody>
        <actuator><general name="g" joint="h" biastype="affine" gainprm="3" biasprm="0.2 -3 -0.4"/>
        </actuator>
        <keyframe><key name="k" ctrl="1"/></keyframe>
        """, steps: 300, positions: [0.79963]),
    Case(
      description: "an ellipsoid as a pendulum",
      xml: """
        <body name="egg" pos="0 0 1"><joint axis="1 0 0" pos="0 0 0.3"/>
          <geom type="ellipsoid" size="0.1 0.2 0.05" density="800" euler="0 0 30"/></body></worldbody>
        <keyframe><key name="k" qpos="1"/></keyframe>
        """, steps: 400, positions: [-0.48588], tolerance: 0.01),
  ]

  @Test(arguments: cases) func `joints stand where MuJoCo's do`(_ case: Case) throws {
    let world = try world(`case`.xml)
    if let keyframe = world.scene.keyframes.first { world.place(at: keyframe) }
    for _ in 0..<`case`.steps { try world.step() }
    let positions = world.scene.joints.indices.map { world.position(of: JointID($0)) }
    for (ours, theirs) in zip(positions, `case`.positions) {
      #expect(abs(ours - theirs) < `case`.tolerance, "\(positions)")
    }
    #expect(positions.count == `case`.positions.count)
    #expect(world.telemetry.messageCount == 0)
  }

  private func world(_ body: String) throws -> RigidWorld {
    try RigidWorld(
      Scene(xml: #"<mujoco><option timestep="0.001"/><worldbody>\#(body)</mujoco>"#))
  }

  @Test func `a planar body without a leg flies as a free one`() throws {
    let world = try world(
      """
      <body name="torso" pos="0 0 1">
        <joint name="x" type="slide" axis="1 0 0"/><joint name="z" type="slide" axis="0 0 1"/>
        <joint name="p" axis="0 1 0"/><geom type="box" size="0.1 0.05 0.2" pos="0.1 0 0" mass="2"/>
      </body></worldbody>
      <keyframe><key name="k" qpos="0 0 0" qvel="1 2 -3"/></keyframe>
      """)
    world.place(at: world.scene.keyframes[0])
    let start = world.linearVelocity(of: BodyID(1))
    // the centre of mass is 10 cm off the origin, which moves at 1, 2 m/s and turns
    #expect((start - Vector3(1, 0, 2.3)).length < 1e-12)
    for _ in 0..<200 { try world.step() }
    let center = world.pose(of: BodyID(1)).transform(Vector3(0.1, 0, 0))
    // semi-implicit steps fall by g h t / 2 more
    let fall = 0.5 * 9.81 * 0.2 * (0.2 + 0.001)
    #expect((center - Vector3(0.1 + 0.2, 0, 1 + 2.3 * 0.2 - fall)).length < 1e-4)
    #expect(abs(world.position(of: JointID(2)) + 0.6) < 1e-4)
  }

  @Test func `a state with several joints on a body resumes with the same bits`() throws {
    let world = try world(Self.cases[1].xml)
    world.place(at: world.scene.keyframes[0])
    for _ in 0..<50 { try world.step() }
    let state = world.state
    for _ in 0..<50 { try world.step() }
    let after = world.state
    let other = try self.world(Self.cases[1].xml)
    try other.restore(state)
    for _ in 0..<50 { try other.step() }
    #expect(other.state == after)
  }

  @Test func `positions that were set are read again`() throws {
    let world = try world(Self.cases[1].xml)
    let positions = [0.3, -0.2, 4.0, -1.1]
    world.place(joints: positions)
    for (read, set) in zip(world.jointPositions, positions) { #expect(abs(read - set) < 1e-9) }
    try world.step()
    #expect(abs(world.jointPositions[2] - 4) < 0.05)
  }

  @Test func `all masses are scaled to a stated sum`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><compiler settotalmass="6"/><worldbody>
          <body name="a" pos="0 0 1"><freejoint/><geom size="0.1" mass="1"/></body>
          <body name="b" pos="1 0 1"><freejoint/><geom size="0.1" mass="2"/></body>
        </worldbody></mujoco>
        """)
    let world = try RigidWorld(scene)
    #expect(abs(world.mass(of: BodyID(1)) - 2) < 1e-12)
    #expect(abs(world.mass(of: BodyID(2)) - 4) < 1e-12)
  }

  @Test func `the contacts of a resting box carry its weight`() throws {
    let world = try RigidWorld(
      Scene(
        xml: """
          <mujoco><option timestep="0.002"/><worldbody><geom name="floor" type="plane" size="1 1 1"/>
            <body name="box" pos="0 0 0.1"><freejoint/>
              <geom name="cube" type="box" size="0.1 0.1 0.1" mass="3"/></body>
          </worldbody></mujoco>
          """))
    #expect(world.contacts.isEmpty)
    world.reportsContacts = true
    for _ in 0..<100 { try world.step() }
    let contacts = world.contacts
    #expect(contacts.count == 4)
    let sum = contacts.reduce(Vector3.zero) { sum, contact in
      // the force is on the first shape, and the normal points into it
      let isCube = world.scene[contact.first].name == "cube"
      #expect(contact.normal.z == (isCube ? 1 : -1))
      return sum + (isCube ? contact.force : -contact.force)
    }
    #expect((sum - Vector3(0, 0, 3 * 9.81)).length < 1e-6)
  }
}
