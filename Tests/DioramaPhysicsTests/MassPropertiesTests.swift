// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import TestSupport
import Testing

struct MassPropertiesTests {
  /// Closed forms and ODE's sums agree up to rounding.
  private static let rounding = 1e-12

  @Test func `a box has the mass and moments of the closed form`() throws {
    let world = try makeWorld(Self.free("<geom type='box' size='0.1 0.2 0.3' density='500'/>"))
    let mass = 500 * 8 * 0.1 * 0.2 * 0.3
    try Self.expect(
      world, mass: mass,
      moments: mass / 3 * Vector3(0.04 + 0.09, 0.01 + 0.09, 0.01 + 0.04))
  }

  @Test func `what is fixed to a body weighs with it, stated or by its shapes`() throws {
    // 2 kg at x = 0.2, 1 kg at 0.3 + 0.1, and a ball of 3 kg at 0.3 - 0.4; one marker weighs nothing
    let world = try makeWorld(
      """
      <worldbody><body name='it'><joint axis='0 1 0'/>
        <inertial pos='0.2 0 0' mass='2' diaginertia='0.01 0.02 0.025'/><geom size='1'/>
        <body pos='0.3 0 0' euler='0 0 90'>
          <inertial pos='0 -0.1 0' mass='1' diaginertia='0.001 0.002 0.0025'/>
          <geom size='1'/>
          <body pos='0 0.4 0'><geom size='0.1' mass='3'/></body>
        </body>
      </body></worldbody>
      """)
    let it = try world.body("it")
    DioramaPhysicsTests.expect(world.mass(of: it), near: 6, within: Self.rounding)
    let center = (2 * 0.2 + 1 * 0.4 + 3 * -0.1) / 6
    DioramaPhysicsTests.expect(
      world.centerOfMass(of: it), near: Vector3(center, 0, 0), within: Self.rounding)
    let across = 2 * 0.04 + 0.16 + 3 * 0.01 - 6 * center * center
    let ball = 0.4 * 3 * 0.01
    let inertia = world.inertia(of: it)
    DioramaPhysicsTests.expect(
      inertia[0], near: Vector3(0.01 + 0.002 + ball, 0, 0), within: Self.rounding)
    DioramaPhysicsTests.expect(
      inertia[1], near: Vector3(0, 0.02 + 0.001 + ball + across, 0), within: Self.rounding)
    DioramaPhysicsTests.expect(
      inertia[2], near: Vector3(0, 0, 0.025 + 0.0025 + ball + across), within: Self.rounding)
  }

  @Test func `a body without a mass of its own moves by what is fixed to it`() throws {
    let world = try makeWorld(
      """
      <worldbody><body name='it'><freejoint/>
        <body pos='0 0 0.1'><geom size='0.1' mass='3'/></body></body></worldbody>
      """)
    #expect(try world.mass(of: world.body("it")) == 3)
  }

  @Test func `a sphere has the mass and moments of the closed form`() throws {
    let world = try makeWorld(Self.free("<geom size='0.2' density='700'/>"))
    let mass = 700 * 4 / 3 * Double.pi * 0.008
    try Self.expect(world, mass: mass, moments: Vector3(repeating: 0.4 * mass * 0.04))
  }

  @Test func `a cylinder stands along z`() throws {
    let world = try makeWorld(Self.free("<geom type='cylinder' size='0.1 0.3' mass='2'/>"))
    let across = 2 * (3 * 0.01 + 0.36) / 12
    try Self.expect(world, mass: 2, moments: Vector3(across, across, 0.01))
  }

  @Test func `a capsule is a cylinder and two half spheres`() throws {
    let world = try makeWorld(Self.free("<geom type='capsule' size='0.1 0.3'/>"))
    let (r, h) = (0.1, 0.3)
    let tube = 1000 * Double.pi * r * r * 2 * h
    let ball = 1000 * 4 / 3 * Double.pi * r * r * r
    // a half sphere's centre is 3r/8 beyond the end of the cylinder
    let across = tube * (3 * r * r + 4 * h * h) / 12 + ball * (0.4 * r * r + h * h + 0.75 * h * r)
    try Self.expect(
      world, mass: tube + ball,
      moments: Vector3(across, across, tube * r * r / 2 + 0.4 * ball * r * r))
  }

  @Test func `a turned box has products of inertia`() throws {
    let world = try makeWorld(
      Self.free("<geom type='box' size='0.1 0.2 0.3' mass='3' euler='0 0 45'/>"))
    // R diag(a, b, c) Rᵀ by 45° about z: (a + b)/2 on the diagonal, (a - b)/2 off it
    let (a, b, c) = (0.04 + 0.09, 0.01 + 0.09, 0.01 + 0.04)
    let inertia = try world.inertia(of: world.body("it"))
    DioramaPhysicsTests.expect(
      inertia[0], near: Vector3((a + b) / 2, (a - b) / 2, 0), within: Self.rounding)
    DioramaPhysicsTests.expect(
      inertia[1], near: Vector3((a - b) / 2, (a + b) / 2, 0), within: Self.rounding)
    DioramaPhysicsTests.expect(inertia[2], near: Vector3(0, 0, c), within: Self.rounding)
  }

  @Test func `several shapes have a common centre`() throws {
    // 1 kg and 3 kg on a line of 0.4 m: the centre is 0.3 m from the light one
    let world = try makeWorld(
      Self.free(
        """
        <geom size='0.01' mass='1' pos='-0.1 0 0'/>
        <body pos='0.1 0 0'><geom size='0.02' mass='3' pos='0.2 0 0'/></body>
        <geom size='1' mass='0'/>
        """))
    let own = 0.4 * (1 * 0.0001 + 3 * 0.0004)
    let apart = 1 * 0.09 + 3 * 0.01
    try Self.expect(
      world, mass: 4, center: Vector3(0.2, 0, 0), moments: Vector3(own, own + apart, own + apart))
  }

  @Test func `a stated inertia counts instead of the shapes`() throws {
    let world = try makeWorld(
      Self.free(
        """
        <inertial pos='0.1 0.2 0.3' mass='2' diaginertia='1 2 2.5' euler='0 0 90'/>
        <geom size='0.5' mass='9'/>
        """))
    // a quarter turn about z swaps the moments about x and y
    try Self.expect(
      world, mass: 2, center: Vector3(0.1, 0.2, 0.3), moments: Vector3(2, 1, 2.5))
  }

  @Test func `a mesh encloses what the same box has`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      Self.cube(from: Vector3(0.3, 0.1, -0.2), size: Vector3(1, 0.5, 0.25)), to: "cube.obj")
    let xml = """
      <mujoco><asset><mesh name="m" file="cube.obj"/></asset>
      <worldbody><body name="it"><freejoint/><geom type="mesh" mesh="m"/></body></worldbody></mujoco>
      """
    let mesh = try RigidWorld(Scene(xml: xml, baseDirectory: folder.path))
    let box = try makeWorld(
      Self.free("<geom type='box' size='0.5 0.25 0.125' pos='0.8 0.35 -0.075'/>"))
    let (a, b) = try (mesh.body("it"), box.body("it"))
    // vertices are floats: 2^-24 of 1.3 m, times a few for products
    DioramaPhysicsTests.expect(mesh.mass(of: a), near: box.mass(of: b), within: 1e-6 * 125)
    DioramaPhysicsTests.expect(
      mesh.centerOfMass(of: a), near: box.centerOfMass(of: b), within: 1e-6)
    for (column, expected) in zip(mesh.inertia(of: a), box.inertia(of: b)) {
      DioramaPhysicsTests.expect(column, near: expected, within: 1e-6 * 125)
    }
  }

  private static func free(_ content: String) -> String {
    "<worldbody><body name='it'><freejoint/>\(content)</body></worldbody>"
  }

  private static func expect(
    _ world: RigidWorld, mass: Double, center: Vector3 = .zero, moments: Vector3,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let body = try world.body("it")
    let inertia = world.inertia(of: body)
    #expect(abs(world.mass(of: body) - mass) <= rounding * mass, sourceLocation: sourceLocation)
    #expect(
      (world.centerOfMass(of: body) - center).length <= rounding, sourceLocation: sourceLocation)
    for (index, axis) in [Vector3.unitX, .unitY, .unitZ].enumerated() {
      #expect(
        (inertia[index] - moments[index] * axis).length <= rounding * (1 + mass),
        "\(inertia) is not \(moments)", sourceLocation: sourceLocation)
    }
  }
}

extension MassPropertiesTests {
  /// A box as an OBJ file, its triangles seen counter-clockwise from outside.
  static func cube(from corner: Vector3, size: Vector3, isInverted: Bool = false) -> String {
    var lines: [String] = []
    for i in 0..<8 {
      let p = corner + size * Vector3(Double(i & 1), Double(i >> 1 & 1), Double(i >> 2 & 1))
      lines.append("v \(p.x) \(p.y) \(p.z)")
    }
    let quads = [
      [1, 3, 4, 2], [5, 6, 8, 7], [1, 2, 6, 5], [3, 7, 8, 4], [1, 5, 7, 3], [2, 4, 8, 6],
    ]
    for q in quads {
      let (b, d) = isInverted ? (q[3], q[1]) : (q[1], q[3])
      lines.append("f \(q[0]) \(b) \(q[2])")
      lines.append("f \(q[0]) \(q[2]) \(d)")
    }
    return lines.joined(separator: "\n")
  }
}
