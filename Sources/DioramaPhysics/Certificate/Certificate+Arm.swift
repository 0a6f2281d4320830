// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene
internal import DioramaSceneFiles

/// What an arm with a gripper rests on.
extension Certificate {
  /// Two rods on hinges, let go when they lie level: `θ₁'' = 9/7 g/L`, and `-12/7 g/L` of the second against the first.
  static func fall() throws -> [Row] {
    let rod = #"<inertial pos="0.5 0 0" mass="1" diaginertia="1e-6 0.0833333333 0.0833333333"/>"#
    let world = try world(
      timeStep: 1e-4,
      """
      <body><joint axis="0 1 0"/>\(rod)
        <body pos="1 0 0"><joint axis="0 1 0"/>\(rod)</body></body>
      """)
    for _ in 0..<100 { try world.step() }
    return [(9.0 / 7, "first"), (-12.0 / 7, "second")].enumerated().map { index, expected in
      Row(
        "falling arm of two rods, the \(expected.1) hinge after 0.01 s [rad/s]",
        measured: world.velocity(of: JointID(index)), expected: expected.0 * gravity * 0.01,
        relativeTolerance: 0.001)
    }
  }

  /// An arm of seven hinges, undamped and let go: what it loses in height it gains in speed.
  static func swing() throws -> [Row] {
    let mass = 1.0
    let links = (0..<7).map { index in
      """
      <body name="link_\(index)" pos="0 0 \(index == 0 ? 0 : 0.12)">
        <joint axis="\(index.isMultiple(of: 2) ? "0 1 0" : "0.3 0 1")"/>
        <geom type="capsule" fromto="0 0 0.02 0 0 0.1" size="0.02" mass="\(mass)" contype="0" conaffinity="0"/>
      """
    }
    let world = try world(
      timeStep: 5e-4,
      "<body euler=\"0 70 0\">" + links.joined() + String(repeating: "</body>", count: 8))
    func energy() -> (stored: Double, moving: Double) {
      (0..<7).reduce((0, 0)) { sum, index in
        let link = body("link_\(index)", in: world)
        let pose = world.pose(of: link)
        let spin = pose.orientation.conjugate.rotate(world.angularVelocity(of: link))
        let inertia = world.inertia(of: link)
        let speed = world.linearVelocity(of: link)
        let turning = (0..<3).reduce(0) { $0 + spin[$1] * inertia[$1].dot(spin) }
        return (
          sum.0 + mass * gravity * pose.transform(Vector3(0, 0, 0.06)).z,
          sum.1 + (mass * speed.dot(speed) + turning) / 2
        )
      }
    }
    let start = energy().stored
    var (worst, most) = (0.0, 0.0)
    for _ in 0..<2000 {
      try world.step()
      let (stored, moving) = energy()
      worst = max(worst, abs(stored + moving - start))
      most = max(most, moving)
    }
    return [
      Row(
        "energy that an arm of seven hinges gains or loses in 1 s, of its kinetic energy",
        measured: worst / most, expected: 0, absoluteTolerance: 0.01)
    ]
  }

  /// A block between two fingers that press with N: it falls with `g - 2 µ N / m`, or is held.
  static func grasp() throws -> [Row] {
    let (friction, mass, time) = (0.5, 1.0, 0.1)
    func speed(pressing force: Double) throws -> Double {
      let fingers = [-1.0, 1.0].map { side in
        """
        <body pos="\(side * 0.04) 0 0"><joint name="j\(side)" type="slide" axis="\(-side) 0 0"/>
          <geom type="box" size="0.01 0.03 0.3" mass="0.2" friction="\(friction)"/></body>
        """
      }
      let xml = """
        <mujoco>
          <option timestep="0.001" gravity="0 0 -\(gravity)"/>
          <worldbody>\(fingers.joined())
            <body name="block"><freejoint/>
              <geom type="box" size="0.03 0.02 0.02" mass="\(mass)" friction="\(friction)"/></body>
          </worldbody>
          <actuator><motor joint="j-1.0"/><motor joint="j1.0"/></actuator>
        </mujoco>
        """
      let world = try RigidWorld(Scene(xml: xml, name: "grasp", baseDirectory: nil))
      for index in world.controls.indices { world.controls[index] = force }
      for _ in 0..<100 { try world.step() }
      return world.linearVelocity(of: body("block", in: world)).z
    }
    return [
      Row(
        "a block that slips between two fingers, after 0.1 s [m/s]",
        measured: try speed(pressing: 6), expected: -time * (gravity - 2 * friction * 6 / mass),
        relativeTolerance: 0.01),
      Row(
        "a block that two fingers hold [m/s]", measured: try speed(pressing: 12), expected: 0,
        absoluteTolerance: 1e-3),
    ]
  }
}
