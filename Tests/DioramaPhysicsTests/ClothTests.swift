// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import TestSupport
import Testing

@Suite struct ClothTests {
  /// A cloth of 9 × 9 particles over a box on a floor.
  private static func xml(_ substeps: Int = 2, _ pin: String = "") -> String {
    """
    <mujoco>
      <option timestep="0.002"/>
      <custom>
        <numeric name="cloth_substeps" data="\(substeps)"/>
        <numeric name="cloth_air_damping" data="1"/>
      </custom>
      <worldbody>
        <geom name="floor" type="plane" size="1 1 1" friction="0.5"/>
        <geom name="box" type="box" size="0.04 0.04 0.04" pos="0 0 0.04" friction="0.5"/>
        <body name="hand" mocap="true" pos="0 0 0.12">
          <flexcomp name="towel" type="grid" count="9 9 1" spacing="0.02 0.02 0.02" mass="0.01"
            radius="0.005">
            <elasticity young="2e4" poisson="0.3" thickness="1e-3" damping="1e-4"
              elastic2d="stretch"/>
            <contact friction="0.3"/>\(pin)
          </flexcomp>
        </body>
      </worldbody>
    </mujoco>
    """
  }

  private static func world(_ substeps: Int = 2, _ pin: String = "") throws -> RigidWorld {
    try RigidWorld(Scene(xml: xml(substeps, pin), name: "cloth.xml"))
  }

  private static func run(_ world: RigidWorld, _ steps: Int) throws -> [UInt64] {
    for _ in 0..<steps { try world.step() }
    return world.state
  }

  @Test func `a restored cloth goes on with the same bits: in place, fresh, and elsewhere`() throws
  {
    let world = try Self.world()
    _ = try Self.run(world, 60)
    let saved = world.state
    let reference = try Self.run(world, 60)
    try world.restore(saved)
    #expect(try Self.run(world, 60) == reference)
    let fresh = try Self.world()
    try fresh.restore(saved)
    #expect(try Self.run(fresh, 60) == reference)
    let other = try Self.world()
    other.cloths[0].setVelocity(Vector3(0, 0, 3), of: 40)
    _ = try Self.run(other, 30)
    try other.restore(saved)
    #expect(try Self.run(other, 60) == reference)
  }

  @Test(.golden) func `a cloth falls with the same bits in debug and in release`() throws {
    var hash = TrajectoryHash()
    // the last word is the scale of its mass
    for word in try Self.run(try Self.world(), 100).dropLast() { hash.combine(word) }
    #expect(hash.description == "5addc852c792c967")
  }

  @Test func `a cloth comes to rest over a box, outside of it and of the floor`() throws {
    let world = try Self.world()
    _ = try Self.run(world, 1500)
    let cloth = world.cloths[0]
    #expect(world.isAtRest)
    for place in cloth.positions {
      // friction holds what the last correction of a penetration left
      #expect(place.z > 0.0045)
      #expect(abs(place.x) > 0.035 || abs(place.y) > 0.035 || place.z > 0.0845)
    }
    let top = Pose(Vector3(0, 0, 0.08))
    #expect(cloth.coverage(of: top, halfSize: SIMD2(0.04, 0.04), within: 0.02) > 0.95)
    #expect(cloth.edgeStrain.largest < 0.05)
    #expect(abs(cloth.area / cloth.restArea - 1) < 0.05)
  }

  @Test func `a sheet dropped on its edge keeps its layers apart`() throws {
    let world = try Self.world()
    let cloth = world.cloths[0]
    // hanging above the floor, so that it falls into folds
    cloth.place(cloth.sheet.restPositions.map { Vector3(0.2 + 0.01 * $0.y, $0.y, 0.1 + $0.x) })
    _ = try Self.run(world, 1000)
    let places = cloth.positions
    var nearest = Double.infinity
    for first in places.indices {
      for second in places.indices where second > first {
        let rows = second / 9 - first / 9
        let columns = abs(second % 9 - first % 9)
        guard rows > 1 || columns > 1 else { continue }
        nearest = min(nearest, (places[second] - places[first]).length)
      }
    }
    #expect(nearest > 0.008)  // of the 1 cm that it is thick
  }

  @Test func `pinned particles go where their body goes`() throws {
    let world = try Self.world(2, #"<pin gridrange="0 0 0 8"/>"#)
    let hand = try #require(world.scene.body(named: "hand"))
    world.setVelocity(of: hand, linear: Vector3(0.1, 0, 0.2))
    _ = try Self.run(world, 100)
    let pose = world.pose(of: hand)
    let rest = world.cloths[0].sheet.restPositions
    for pin in 0..<9 {
      #expect(world.cloths[0].position(of: pin) == pose.transform(rest[pin]))
    }
  }

  @Test func `readings of a flat sheet are those of a rectangle`() throws {
    let cloth = try Self.world().cloths[0]
    #expect(abs(cloth.area - 0.0256) < 1e-12)
    #expect(cloth.crumpling == 0)
    #expect(abs(cloth.edgeStrain.largest) < 1e-12 && abs(cloth.edgeStrain.mean) < 1e-12)
    let half = SIMD2(0.16, 0.08)  // the sheet covers half of it
    let below = Pose(Vector3(0, 0, 0.11))
    #expect(abs(cloth.coverage(of: below, halfSize: half, within: 0.02) - 0.5) < 0.05)
    #expect(cloth.coverage(of: below, halfSize: half, within: 0.005) == 0)
    #expect(abs(cloth.meanHeight(of: cloth.row(8)) - 0.12) < 1e-12)
    cloth.place(
      cloth.sheet.restPositions.enumerated().map { index, place in
        // folded over at the middle row
        Vector3(abs(place.x), place.y, place.x < 0 ? 0.01 : 0)
      })
    #expect(cloth.crumpling > 0.05)
  }

  @Test func `scales of a cloth's mass and friction act, are in the state and end with a reset`()
    throws
  {
    let plain = try Self.world()
    let bits = try Self.run(plain, 200).dropLast()
    let world = try Self.world()
    world.scaleFriction(by: 0.3)
    #expect(try Self.run(world, 200).suffix(400) != plain.state.suffix(400))
    world.reset()
    world.scaleMass(of: ClothID(0), by: 1.5)
    #expect(abs(world.cloths[0].mass - 0.015) < 1e-15)
    let saved = try Self.run(world, 100)
    let heavy = try Self.run(world, 100)
    #expect(heavy.dropLast() != bits)
    try plain.restore(saved)
    #expect(try Self.run(plain, 100) == heavy)
    world.reset()
    #expect(try Self.run(world, 200).dropLast() == bits)
  }

  @Test func `a cloth as light as it may be does not blow up, and no state has a lighter one`()
    throws
  {
    let world = try Self.world()
    let least = world.cloths[0].leastMassScale
    #expect(least > 0.2 && least < 1)
    world.scaleMass(of: ClothID(0), by: 1.001 * least)
    for particle in 0..<81 {
      let sign: Double = particle.isMultiple(of: 2) ? 1 : -1
      world.cloths[0].setVelocity(Vector3(0, 0, 0.5 * sign), of: particle)
    }
    var state = try Self.run(world, 500)
    #expect(world.cloths[0].fastestSpeed < 2)
    state[state.count - 1] = (0.999 * least).bitPattern
    let error = PhysicsError.damagedState(word: state.count - 1)
    #expect(throws: error) { try world.restore(state) }
  }

  static let mistakes: [(mistake: @Sendable (inout ClothSheet) -> Void, message: String)] = [
    (
      { $0.count = SIMD2(1, 1) },
      "the number of particles of cloth 'towel' is 1.0; it must be 2 or more"
    ),
    (
      { $0.count = SIMD2(-3, -3) },
      "the number of particles of cloth 'towel' is 0.0; it must be 2 or more"
    ),
    ({ $0.mass = 0 }, "the mass of cloth 'towel' is 0.0; it must be finite and greater than 0"),
    (
      { $0.spacing.y = .nan },
      "the spacing along y of cloth 'towel' is nan; it must be finite and greater than 0"
    ),
    (
      { $0.stiffness.structural.x = 0 },
      "the structural stiffness along x of cloth 'towel' is 0.0; it must be finite and greater than 0"
    ),
    (
      { $0.stiffness.shear = -1 },
      "the shear stiffness of cloth 'towel' is -1.0; it must be finite and not negative"
    ),
    (
      { $0.stiffness.bend.y = -.infinity },
      "the bend stiffness along y of cloth 'towel' is -inf; it must be finite and not negative"
    ),
    ({ $0.pins = [3, 81] }, "a pin of cloth 'towel' is 81.0; it must be a particle in 0...80"),
    ({ $0.pins = [-1] }, "a pin of cloth 'towel' is -1.0; it must be a particle in 0...80"),
  ]

  @Test(arguments: mistakes.indices)
  func `a sheet made in code that cannot be is refused in one line`(index: Int) throws {
    var scene = try Scene(xml: Self.xml(), name: "cloth.xml")
    Self.mistakes[index].mistake(&scene.cloths[0])
    let error = #expect(throws: PhysicsError.self) { try RigidWorld(scene) }
    #expect(error?.description == Self.mistakes[index].message)
  }

  @Test func `numbers of the scene that steer the cloth are checked`() throws {
    for (name, value, message) in [
      ("cloth_substeps", "2.5", "numeric 'cloth_substeps' is 2.5; it must be a whole number"),
      ("cloth_substeps", "0", "numeric 'cloth_substeps' is 0.0; it must lie in 1.0...1000.0"),
      (
        "cloth_air_damping", "-1",
        "numeric 'cloth_air_damping' is -1.0; it must lie in 0.0...1000.0"
      ),
      (
        "cloth_bend_stiffness", "-1",
        "the bend stiffness along x of cloth 'towel' is -1.0; it must be finite and not negative"
      ),
    ] {
      let xml = Self.xml().replacing("<numeric name=\"\(name)\"", with: "<numeric name=\"unused\"")
        .replacing("<custom>", with: "<custom><numeric name=\"\(name)\" data=\"\(value)\"/>")
      let error = #expect(throws: PhysicsError.self) { try RigidWorld(Scene(xml: xml)) }
      #expect(error?.description == message)
    }
  }

  @Test func `a time step at which a cloth would blow up is refused, and the one it names does`()
    throws
  {
    let message =
      "cloth 'towel' would blow up at a time step of 0.002 s in 1 substep; set timestep below"
      + " 0.00157 s, or the numeric cloth_substeps to 2"
    let error = #expect(throws: PhysicsError.self) { try Self.world(1) }
    #expect(error?.description == message)
    _ = try Self.run(try Self.world(2), 500)
  }

  @Test func `a cloth that blows up is named`() throws {
    let world = try Self.world()
    world.cloths[0].setVelocity(Vector3(1e7, 0, 0), of: 3)
    let error = #expect(throws: PhysicsError.self) { _ = try Self.run(world, 10) }
    #expect(
      error?.description
        == "cloth 'towel' diverged at t = 0.002 s; raise the numeric cloth_substeps, or pull less")
    world.reset()
    _ = try Self.run(world, 10)
  }
}
