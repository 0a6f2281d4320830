// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

struct SceneReadingTests {
  private func world(_ xml: String, settings: String = "") throws -> Scene {
    try Scene(xml: "<mujoco>\(settings)<worldbody>\(xml)</worldbody></mujoco>")
  }

  @Test func `angles of rotations are degrees unless the file says radians`() throws {
    let joints = """
      <body><geom size="1"/><joint range="-90 180" springref="45"/></body>
      <body><geom size="1"/><joint type="slide" range="-90 180" springref="45"/></body>
      """
    let degrees = try world(joints)
    #expect(degrees.joints[0].range == -Double.pi / 2 ... .pi)
    #expect(degrees.joints[0].springReference == .pi / 4)
    #expect(degrees.joints[1].range == -90...180 && degrees.joints[1].springReference == 45)
    let radians = try world(joints, settings: #"<compiler angle="radian"/>"#)
    #expect(radians.joints[0].range == -90...180)
  }

  @Test func `a camera's angle and a light's cone are degrees whatever the file says`() throws {
    // MuJoCo 3.3.7: cam_fovy 40 and light_cutoff 30 with angle="radian"
    let scene = try world(
      #"<camera fovy="40"/><light cutoff="30"/>"#, settings: #"<compiler angle="radian"/>"#)
    #expect(abs(scene.cameras[0].fieldOfView - 40 * .pi / 180) < 1e-15)
    #expect(abs(scene.lights[0].cutoff - 30 * .pi / 180) < 1e-15)
  }

  @Test func `limits follow autolimits and limited`() throws {
    let scene = try world(
      """
      <body><geom size="1"/><joint range="0 1" limited="false"/></body>
      <body><geom size="1"/><joint range="0 0"/></body>
      <body><geom size="1"/><joint type="ball" range="0 90"/></body>
      """)
    #expect(scene.joints[0].range == nil && scene.joints[1].range == nil)
    #expect(scene.joints[2].range == 0 ... .pi / 2)
  }

  @Test func `things without a name get one that nothing else has`() throws {
    let scene = try world(
      #"<geom size="1"/><body name="b"><geom name="geom#2" size="1"/><geom size="1"/></body><body/>"#
    )
    #expect(scene.shapes.map(\.name) == ["geom#0", "geom#2", "geom#3"])
    #expect(scene.bodies.map(\.name) == ["world", "b", "body#2"])
  }

  @Test func `a shape's own colour goes before its material's, MuJoCo's grey does not`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><asset><material name="m" rgba="1 0 0 1"/></asset><worldbody>
        <geom size="1" material="m"/><geom size="1" material="m" rgba="0 1 0 1"/>
        <geom size="1" material="m" rgba="0.5 0.5 0.5 1"/><geom size="1"/></worldbody></mujoco>
        """)
    let (red, green) = (SIMD4<Float>(1, 0, 0, 1), SIMD4<Float>(0, 1, 0, 1))
    #expect(scene.shapes.map(\.color) == [red, green, red, SIMD4(0.5, 0.5, 0.5, 1)])
  }

  @Test func `a mass, a friction and filters are read`() throws {
    let scene = try world(
      """
      <geom size="1" mass="2" friction="0.3 0.1" condim="1" contype="-1" conaffinity="6"/>
      <geom size="1" density="5" priority="-2" group="3"/>
      """)
    let (first, second) = (scene.shapes[0], scene.shapes[1])
    #expect(first.mass == 2 && first.friction == 0.3 && !first.hasFriction)
    #expect(first.contactKind == .max && first.contactPartners == 6)
    #expect(second.mass == nil && second.density == 5 && second.hasFriction)
    #expect(second.priority == -2 && second.group == 3)
  }

  @Test func `a full inertia becomes moments about its axes`() throws {
    // MuJoCo 3.3.7: body_inertia 4.10597667 2.91882911 1.97519422, body_iquat as below up to signs
    let scene = try world(
      """
      <body><freejoint/>
      <inertial pos="0 0 0" mass="1" fullinertia="2 3 4 .1 .2 .3"/></body>
      """)
    let inertial = try #require(scene.bodies[1].inertial)
    let expected = Vector3(4.10597667, 2.91882911, 1.97519422)
    for axis in 0..<3 { #expect(abs(inertial.inertia[axis] - expected[axis]) < 1e-8) }
    let reference = Quaternion(w: 0.1179701, x: 0.7334429, y: 0.07648362, z: 0.6650525)
    for axis in [Vector3.unitX, .unitY, .unitZ] {
      let cosine = inertial.pose.orientation.rotate(axis).dot(reference.rotate(axis))
      #expect(abs(abs(cosine) - 1) < 1e-6)
    }
  }

  @Test func `a body without mass may move what is fixed to it`() throws {
    let scene = try world(#"<body><joint/><body><geom size="1"/></body></body>"#)
    #expect(scene.bodies.count == 3)
  }

  @Test func `the look is MuJoCo's where the file says nothing`() throws {
    // MuJoCo 3.3.7: stat.center 3.87917131 1 1, stat.extent 13.24165739; znear 0.01, zfar 50
    let scene = try world(
      #"<geom type="box" size="1 2 3" pos="1 1 1"/><body pos="10 0 0"><geom size="0.5"/></body>"#)
    #expect(abs(scene.look.extent - 13.241657386773941) < 1e-12)
    #expect(abs(scene.look.center.x - 3.879171306613) < 1e-12)
    #expect(scene.look.clipping == 0.01 * scene.look.extent...50 * scene.look.extent)
    #expect(scene.look.headlight == SIMD3(repeating: 0.4))
    #expect(try Scene(xml: "<mujoco/>").look.extent == 2)
  }

  @Test func `what the file says of light and time is taken`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><option timestep="0.01"><flag gravity="disable"/></option>
        <statistic extent="2" center="1 2 3"/>
        <visual><headlight ambient="0.2 0.2 0.2" diffuse="0 0 0"/><map znear="0.1" zfar="5"/></visual>
        <worldbody><light active="false"/><light type="point"/><light directional="true"/></worldbody>
        </mujoco>
        """)
    #expect(scene.options.timeStep == 0.01 && scene.options.gravity == .zero)
    #expect(scene.look.center == Vector3(1, 2, 3) && scene.look.clipping == 0.2...10)
    #expect(scene.look.ambient == SIMD3(repeating: 0.2) && scene.look.headlight == .zero)
    #expect(scene.lights.map(\.isDirectional) == [false, true])
    #expect(scene.lights[0].cutoff == .pi)
  }

  @Test func `a camera can turn to a body that comes later`() throws {
    let scene = try world(#"<camera mode="targetbody" target="mug"/><body name="mug"/>"#)
    #expect(scene.cameras[0].target == BodyID(1))
  }
}
