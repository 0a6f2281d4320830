// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import TestSupport
import Testing

struct PhysicsErrorTests {
  @Test func `a body that blows up is named, and a reset recovers`() throws {
    let world = try makeWorld(
      """
      <worldbody>
        <body name='calm'><joint type='slide'/><geom size='0.1'/></body>
        <body name='wild' pos='1 0 0'><joint name='j' type='slide' axis='1 0 0'/>
          <geom size='0.1' mass='1'/></body>
      </worldbody>
      <actuator><motor joint='j'/></actuator>
      """)
    world.controls[0] = 1e7
    // 2e4 m/s after one step of 2 ms; the bound is 1e4
    let error = #expect(throws: PhysicsError.self) { try world.step() }
    #expect(
      error?.description
        == "body 'wild' diverged at t = 0.002 s; lower the time step or the force limit")
    #expect(error == .diverged(body: "wild", time: 0.002))
    world.reset()
    #expect(world.controls == [0])
    try world.run(steps: 100)
    // its weight of 10 N is on a row that is soft by ODE's mixing of 1e-10
    expect(try world.position("wild"), near: Vector3(1, 0, 0), within: 1e-8)
  }

  @Test func `a spring that is too stiff for the step diverges, and does not crash`() throws {
    let world = try makeWorld(
      JointTests.rig("type='hinge' stiffness='1e9' springref='100'")
        .replacing("mass='2'", with: "mass='1e-9'"))
    #expect(throws: PhysicsError.self) { try world.run(steps: 1000) }
    world.reset()
    #expect(try world.position("it") == .zero)
  }

  @Test func `what the reader refuses too is refused in a scene made by hand`() {
    var nested = Scene(name: "nested")
    nested.bodies.append(Body(name: "a", parent: BodyID(0), pose: .identity))
    nested.bodies.append(Body(name: "b", parent: BodyID(1), pose: .identity))
    nested.joints.append(Joint(name: "j", kind: .free, body: BodyID(2)))
    nested.shapes.append(Shape(name: "s", body: BodyID(2), geometry: .sphere(radius: 1)))
    expectRefusal(
      nested, "body 'b' has a free joint but is nested; move it to the top of the world body")

    var plane = Scene(name: "plane")
    plane.bodies.append(Body(name: "a", parent: BodyID(0), pose: .identity))
    plane.joints.append(Joint(name: "j", kind: .free, body: BodyID(1)))
    plane.shapes.append(
      Shape(name: "ground", body: BodyID(1), geometry: .plane(halfSize: SIMD2(1, 1))))
    expectRefusal(
      plane, "plane 'ground' is on a moving body; use a box, or put it into the world body")

    plane.shapes = []
    expectRefusal(
      plane, "body 'a' moves but has no mass; give a geom a mass or density, or add an inertial")
  }

  @Test(arguments: [Vector3(1, 1, -1), Vector3(0, 1, 1), .zero])
  func `an inertia that no solid has is refused instead of aborting the process`(
    moments: Vector3
  ) {
    var scene = Scene(name: "impossible")
    scene.bodies.append(Body(name: "a", parent: BodyID(0), pose: .identity))
    scene.bodies[1].inertial = Inertial(pose: .identity, mass: 1, inertia: moments)
    scene.joints.append(Joint(name: "j", kind: .free, body: BodyID(1)))
    expectRefusal(
      scene, "body 'a' has an inertia that no solid has; close its mesh, or add an inertial")
  }

  @Test func `a mesh that is inside out has no mass`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      MassPropertiesTests.cube(from: .zero, size: Vector3(1, 1, 1), isInverted: true),
      to: "cube.obj")
    let scene = try Scene(
      xml: """
        <mujoco><asset><mesh name="m" file="cube.obj"/></asset>
        <worldbody><body name="it"><freejoint/><geom type="mesh" mesh="m"/></body></worldbody></mujoco>
        """, baseDirectory: folder.path)
    expectRefusal(
      scene, "body 'it' moves but has no mass; give a geom a mass or density, or add an inertial")
  }

  @Test(arguments: [
    ("contact_softness", "-1", "-1.0", "0.0...1.0"),
    ("contact_error_reduction", "1.5", "1.5", "0.0...1.0"),
    ("contact_correction_speed", "0", "0.0", "0.001...1000.0"),
    ("contact_layer", "0.2", "0.2", "0.0...0.1"),
    ("contact_limit", "17", "17.0", "1.0...16.0"),
    ("contact_restitution", "2", "2.0", "0.0...1.0"),
    ("contact_restitution_threshold", "-0.1", "-0.1", "0.0...100.0"),
    ("quick_step_iterations", "9", "9.0", "0.0...8.0"),
    ("servo_gain", "501", "501.0", "0.0...500.0"),
    ("servo_force", "-5", "-5.0", "0.0...1000000000.0"),
    ("servo_torque", "-5", "-5.0", "0.0...1000000000.0"),
  ])
  func `a parameter outside its range is refused`(
    name: String, data: String, value: String, range: String
  ) {
    expectRefusal(
      "<custom><numeric name='\(name)' data='\(data)'/></custom>",
      "numeric '\(name)' is \(value); it must lie in \(range)")
  }

  private func expectRefusal(
    _ xml: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: PhysicsError.self, sourceLocation: sourceLocation) {
      try makeWorld(xml)
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }

  private func expectRefusal(
    _ scene: Scene, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: PhysicsError.self, sourceLocation: sourceLocation) {
      try RigidWorld(scene)
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }
}
