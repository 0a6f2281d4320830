// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene
internal import DioramaSceneFiles
internal import Foundation

extension Certificate {
  /// A ball of 2 kg and 0.1 m on a joint along or about z, without gravity.
  private static func rig(_ joint: String, drive: String = "") throws -> RigidWorld {
    let xml = """
      <mujoco>
        <compiler angle="radian"/><option timestep="0.001" gravity="0 0 0"/>
        <worldbody><body name="it"><joint name="j" axis="0 0 1" \(joint)/>
          <geom size="0.1" mass="2"/></body></worldbody>
        <actuator>\(drive)</actuator>
      </mujoco>
      """
    return try RigidWorld(Scene(xml: xml, name: "joint", baseDirectory: nil))
  }

  private static let ballInertia = 0.4 * 2 * 0.01

  /// The period of an arm to which a hand is fixed: both masses count, `T = 2π √(I / (m g r))`.
  static func weldedMasses() throws -> [Row] {
    let world = try world(
      timeStep: 0.001,
      #"""
      <body name="arm" euler="0 85 0"><joint name="j" axis="0 1 0"/>
        <inertial pos="0.2 0 0" mass="2" diaginertia="0.01 0.02 0.025"/>
        <body pos="0.3 0 0"><inertial pos="0.1 0 0" mass="1" diaginertia="0.001 0.002 0.0025"/></body>
      </body>
      """#)
    let moment = 2 * 0.2 + 1 * 0.4
    let inertia = 0.02 + 2 * 0.04 + 0.002 + 1 * 0.16
    // from 5° on, it is longer by 1 + θ² / 16
    let swing = 5 * Double.pi / 180
    let expected =
      2 * Double.pi * (inertia / (moment * gravity)).squareRoot() * (1 + swing * swing / 16)
    let lowest = swing  // the arm hangs at 90°, and starts 5° before
    var passages: [Double] = []
    var before = world.position(of: JointID(0)) - lowest
    for _ in 0..<4000 where passages.count < 3 {
      try world.step()
      let now = world.position(of: JointID(0)) - lowest
      if before * now < 0 { passages.append(world.time - 0.001 * now / (now - before)) }
      before = now
    }
    return [
      Row(
        "period of an arm with a hand fixed to it [s]",
        measured: passages.count == 3 ? passages[2] - passages[0] : 0, expected: expected,
        relativeTolerance: 0.002)
    ]
  }

  /// A hinge over two turns: a servo, a spring and a limit at 13 rad.
  static func turns() throws -> [Row] {
    let angle = 13.0
    func end(_ joint: String, drive: String = "", control: Double = 0) throws -> Double {
      let world = try rig("type=\"hinge\" " + joint, drive: drive)
      if !drive.isEmpty { world.controls[0] = control }
      for _ in 0..<12_000 { try world.step() }
      return world.position(of: JointID(0))
    }
    return [
      (
        "servo",
        try end("", drive: #"<position joint="j" kp="2" kv="0.2"/>"#, control: angle)
      ),
      ("spring", try end(#"stiffness="0.2" springref="13" damping="0.06""#)),
      ("limit", try end(#"range="-13 13""#, drive: #"<motor joint="j"/>"#, control: 0.01)),
    ].map { name, measured in
      Row(
        "hinge beyond two turns, \(name) [rad]", measured: measured, expected: angle,
        absoluteTolerance: 1e-5)
    }
  }

  /// A door on a hinge: with a spring it swings as a damped pendulum, `θ(t) = θ₀ exp(-βt) (cos ωt + β/ω sin ωt)` with
  /// `β = b / 2I` and `ω² = k/I - β²`; and dry friction stops it, `ω' = -(b ω + τ) / I`.
  static func door() throws -> [Row] {
    // 0.8 m wide and 5 kg, its mass spread evenly
    let (mass, width) = (5.0, 0.8)
    let inertia = mass * (width * width / 3 + 0.04 * 0.04 / 12)
    func swing(_ joint: String) throws -> RigidWorld {
      try world(
        timeStep: 0.001,
        """
        <body name="door"><joint name="j" axis="0 0 1" \(joint)/>
          <geom type="box" pos="0.4 0 0" size="0.4 0.02 1" mass="\(mass)"/></body>
        """)
    }
    let (spring, damping, start) = (2.0, 0.6, 0.5)
    let sprung = try swing("stiffness=\"\(spring)\" damping=\"\(damping)\"")
    sprung.place(joints: [start])
    for _ in 0..<3000 { try sprung.step() }
    let decay = damping / (2 * inertia)
    let rate = (spring / inertia - decay * decay).squareRoot()
    let angle = start * exp(-decay * 3) * (cos(rate * 3) + decay / rate * sin(rate * 3))

    let friction = 0.2
    let stopped = try swing("frictionloss=\"\(friction)\" damping=\"\(damping)\"")
    let door = body("door", in: stopped)
    stopped.setVelocity(of: door, linear: Vector3(0, 0.4, 0), angular: Vector3(0, 0, 1))
    for _ in 0..<10_000 { try stopped.step() }
    // until ω = 0: I/b (ω₀ - τ/b ln(1 + b ω₀ / τ))
    let way = inertia / damping * (1 - friction / damping * log(1 + damping / friction))
    return [
      Row(
        "angle of a door with a spring and a damper after 3 s [rad]",
        measured: sprung.position(of: JointID(0)), expected: angle, absoluteTolerance: 0.002),
      Row(
        "angle at which friction stops a door [rad]", measured: stopped.position(of: JointID(0)),
        expected: way, relativeTolerance: 0.005),
    ]
  }

  /// A rotor on a hinge takes its share of a torque, `ω = τ t / (I + armature)`.
  static func armature() throws -> [Row] {
    let world = try rig(#"type="hinge" armature="0.02""#, drive: #"<motor joint="j"/>"#)
    world.controls[0] = 0.1
    for _ in 0..<500 { try world.step() }
    return [
      Row(
        "speed of a hinge with a rotor [rad/s]", measured: world.velocity(of: JointID(0)),
        expected: 0.1 * 0.5 / (ballInertia + 0.02), relativeTolerance: 1e-6)
    ]
  }

  /// A joint that starts out of its range and a crate that starts in a slope: both come back, and keep no
  /// speed from that.
  static func straying() throws -> [Row] {
    let joint = try rig(#"type="slide" range="0.2 0.6""#)
    var fastest = 0.0
    for _ in 0..<500 {
      try joint.step()
      fastest = max(fastest, abs(joint.velocity(of: JointID(0))))
    }
    // a crate starts 6 mm in a slope of 25°
    let lean = 25 * Double.pi / 180
    let xml = """
      <mujoco>
        <option timestep="0.001" gravity="\(gravity * sin(lean)) 0 \(-gravity * cos(lean))"/>
        <worldbody>
          <geom type="box" pos="0 0 -0.5" size="20 20 0.5" friction="0.3"/>
          <body name="crate" pos="0 0 0.094"><freejoint/>
            <geom type="box" size="0.1 0.1 0.1" friction="0.3"/></body>
        </worldbody>
      </mujoco>
      """
    let slope = try RigidWorld(Scene(xml: xml, name: "slope", baseDirectory: nil))
    for _ in 0..<1000 { try slope.step() }
    let path = slope.pose(of: body("crate", in: slope)).position.x
    return [
      Row(
        "joint that starts 200 mm out of its range, after 0.5 s [m]",
        measured: joint.position(of: JointID(0)), expected: 0.2, absoluteTolerance: 1e-6),
      Row(
        "its fastest on the way [m/s]", measured: fastest, expected: 0, absoluteTolerance: 1e-9),
      Row(
        "path of a crate that starts 6 mm in a slope [m]", measured: path,
        expected: gravity * (sin(lean) - 0.3 * cos(lean)) * 0.5 * 1.001, relativeTolerance: 0.01),
    ]
  }

  /// A ball that torsional friction stops spinning, and one that rolling friction stops rolling.
  static func rolling() throws -> [Row] {
    func ball(_ friction: String) throws -> (RigidWorld, BodyID) {
      let world = try world(
        timeStep: 0.001,
        """
        <geom type="box" pos="0 0 -0.5" size="20 20 0.5"/>
        <body name="ball" pos="0 0 0.1"><freejoint/>
          <geom size="0.1" mass="1" condim="6" friction="\(friction)"/></body>
        """)
      for _ in 0..<200 { try world.step() }  // settle
      return (world, body("ball", in: world))
    }
    let (spinner, top) = try ball("1 0.01 0")
    spinner.setVelocity(of: top, linear: .zero, angular: Vector3(0, 0, 20))
    for _ in 0..<500 { try spinner.step() }
    let (roller, ball) = try ball("1 0 0.002")
    let start = roller.pose(of: ball).position.x
    roller.setVelocity(of: ball, linear: Vector3(1, 0, 0), angular: Vector3(0, 10, 0))
    for _ in 0..<10_000 { try roller.step() }
    return [
      Row(
        "spin of a ball under torsional friction [rad/s]",
        measured: spinner.angularVelocity(of: top).z,
        expected: 20 - 0.5 * 0.01 * gravity / (0.4 * 0.01), relativeTolerance: 0.01),
      // v² / 2a with a = µ g / (1.4 r)
      Row(
        "path of a ball under rolling friction [m]",
        measured: roller.pose(of: ball).position.x - start,
        expected: 1.4 * 0.1 / (2 * 0.002 * gravity), relativeTolerance: 0.01),
    ]
  }
}
