// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene
internal import DioramaSceneFiles
internal import Foundation

extension Certificate {
  private static let friction = 0.4
  private static let floor = #"""
    <geom type="box" pos="0 0 -0.5" size="20 20 0.5" friction="0.4"/>
    """#

  /// A box sliding to rest over `v²/(2µg)`, straight ahead whatever its heading.
  static func sliding() throws -> [Row] {
    let speed = 1.5  // [m/s]
    return try [0, 22.5, 45].flatMap { degrees in
      let world = try world(
        timeStep: 0.001,
        floor + #"""
          <body name="box" pos="0 0 0.02"><freejoint/>
            <geom type="box" size="0.1 0.1 0.02" mass="1" friction="0.4"/></body>
          """#)
      let box = body("box", in: world)
      for _ in 0..<500 { try world.step() }  // settle
      let start = world.pose(of: box).position
      let angle = degrees * .pi / 180
      world.setVelocity(of: box, linear: speed * Vector3(cos(angle), sin(angle), 0))
      for _ in 0..<2000 { try world.step() }
      let path = world.pose(of: box).position - start
      let turned = (atan2(path.y, path.x) - angle) * 180 / .pi
      return [
        Row(
          "sliding distance at \(degrees)° [m]", measured: path.length,
          expected: speed * speed / (2 * friction * gravity), relativeTolerance: 0.01),
        Row(
          "sliding direction at \(degrees)° [°]", measured: degrees + turned, expected: degrees,
          absoluteTolerance: 0.5),
      ]
    }
  }

  /// A box that sticks on a slope below `atan µ` and slides above.
  static func incline() throws -> [Row] {
    let critical = atan(friction) * 180 / .pi
    func slides(at degrees: Double) throws -> Bool {
      // gravity is tilted instead of the floor
      let angle = degrees * .pi / 180
      let xml = """
        <mujoco>
          <option timestep="0.002" gravity="\(gravity * sin(angle)) 0 \(-gravity * cos(angle))"/>
          <worldbody>\(floor)
            <body name="box" pos="0 0 0.02"><freejoint/>
              <geom type="box" size="0.1 0.1 0.02" mass="1" friction="0.4"/></body>
          </worldbody>
        </mujoco>
        """
      let world = try RigidWorld(Scene(xml: xml, name: "incline", baseDirectory: nil))
      let box = body("box", in: world)
      for _ in 0..<1000 { try world.step() }
      return world.linearVelocity(of: box).length > 0.01
    }
    // bisect the angle at which it starts to slide
    var (low, high) = (critical - 5, critical + 5)
    while high - low > 0.01 {
      let middle = (low + high) / 2
      if try slides(at: middle) { high = middle } else { low = middle }
    }
    return [
      Row(
        "slope at which a box starts to slide [°]", measured: (low + high) / 2,
        expected: critical, absoluteTolerance: 1)
    ]
  }

  /// Five stacked boxes that stay where they are.
  static func stack() throws -> [Row] {
    let boxes = (0..<5).map { level in
      #"""
      <body name="box\#(level)" pos="0 0 \#(0.05 + 0.1 * Double(level))"><freejoint/>
        <geom type="box" size="0.05 0.05 0.05" mass="0.2" friction="0.5"/></body>
      """#
    }.joined()
    let world = try world(timeStep: 0.005, floor + boxes)
    let ids = (0..<5).map { body("box\($0)", in: world) }
    for _ in 0..<1000 { try world.step() }  // settle for five seconds
    let start = ids.map { world.pose(of: $0).position }
    for _ in 0..<2000 { try world.step() }  // ten seconds
    let drift = zip(ids, start).map { (world.pose(of: $0).position - $1).length }.max() ?? 0
    return [
      Row(
        "drift of five stacked boxes in 10 s [m]", measured: drift, expected: 0,
        absoluteTolerance: 1e-4)
    ]
  }

  /// A ball whose bounces lose the square of the restitution in height.
  static func bouncing() throws -> [Row] {
    let restitution = 0.8
    let radius = 0.05
    let world = try world(
      timeStep: 0.0005,
      floor + #"""
        <body name="ball" pos="0 0 1.05"><freejoint/>
          <geom type="sphere" size="0.05" mass="0.1"/></body>
        """#,
      settings: #"""
        <numeric name="contact_restitution" data="\#(restitution)"/>
        <numeric name="contact_softness" data="1e-8"/>
        """#)
    let ball = body("ball", in: world)
    var peaks: [Double] = []
    var previous = 0.0
    for _ in 0..<8000 where peaks.count < 3 {
      try world.step()
      let velocity = world.linearVelocity(of: ball).z
      if previous > 0, velocity <= 0 {
        peaks.append(world.pose(of: ball).position.z - radius)
      }
      previous = velocity
    }
    return (1...3).map { bounce in
      Row(
        "height after bounce \(bounce) [m]",
        measured: peaks.count >= bounce ? peaks[bounce - 1] : 0,
        expected: pow(restitution, 2 * Double(bounce)), relativeTolerance: 0.02)
    }
  }

  /// A disc on three feet, spun: friction at their distance r slows it down, `ω' = -µ g r / k²`, and it stays in
  /// its place.
  static func stool() throws -> [Row] {
    let (friction, reach, radius, spin) = (0.4, 0.04, 0.1, 4.0)
    let feet = (0..<3).map { index in
      let angle = 2 * Double.pi * Double(index) / 3
      return """
        <geom type="sphere" size="0.005" mass="0" friction="\(friction)"
          pos="\(reach * cos(angle)) \(reach * sin(angle)) -0.015"/>
        """
    }
    let world = try world(
      timeStep: 0.001,
      """
      <geom type="box" pos="0 0 -0.5" size="5 5 0.5" friction="\(friction)"/>
      <body name="stool" pos="0 0 0.02"><freejoint/>
        <geom type="cylinder" size="\(radius) 0.01" mass="0.4" friction="\(friction)"/>
        \(feet.joined())</body>
      """)
    let stool = body("stool", in: world)
    for _ in 0..<200 { try world.step() }
    world.setVelocity(of: stool, linear: .zero, angular: Vector3(0, 0, spin))
    for _ in 0..<50 { try world.step() }
    let place = world.pose(of: stool).position
    return [
      Row(
        "spin of a disc on three feet after 0.05 s [rad/s]",
        measured: world.angularVelocity(of: stool).z,
        expected: spin - 0.05 * friction * gravity * reach / (radius * radius / 2),
        relativeTolerance: 0.01),
      Row(
        "how far it strays [m]", measured: (place.x * place.x + place.y * place.y).squareRoot(),
        expected: 0, absoluteTolerance: 1e-4),
    ]
  }
}
