// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

struct SceneRelationTests {
  private static let cart = """
    <worldbody>
      <body name="cart"><joint name="slide" type="slide" range="0 2"/><geom name="a" size="1"/>
        <body name="pole"><joint name="hinge" range="-10 50"/><geom name="b" size="1"/></body>
      </body>
      <body name="ball"><freejoint/><geom name="c" size="1"/></body>
    </worldbody>
    """

  private func scene(_ xml: String) throws -> Scene {
    try Scene(xml: "<mujoco model=\"cart\">\(Self.cart)\(xml)</mujoco>")
  }

  @Test func `contacts and constraints name bodies and shapes`() throws {
    let scene = try scene(
      """
      <contact><exclude body1="cart" body2="ball"/><pair geom1="a" geom2="c" friction="0.2 0.2"/>
        <pair geom1="b" geom2="c" condim="1"/></contact>
      <equality><connect body1="ball" anchor="1 2 3"/>
        <weld name="w" body1="ball" body2="cart" relpose="0 0 1 0 0 0 2"/>
        <weld body1="ball" body2="pole" relpose="0 1 0 0 0 0 0"/></equality>
      """)
    #expect(scene.exclusions == [BodyPair(BodyID(1), BodyID(3))])
    var smooth = ContactPair(ShapeID(1), ShapeID(2))
    smooth.contactDimension = 1
    #expect(
      scene.contactPairs == [ContactPair(ShapeID(0), ShapeID(2), friction: 0.2), smooth])
    #expect(
      scene.equalities.map(\.kind) == [
        .connect(anchor: Vector3(1, 2, 3)),
        .weld(relativePose: Pose(.unitZ, Quaternion(w: 0, x: 0, y: 0, z: 1))),
        .weld(relativePose: nil),
      ])
    #expect(scene.equalities[0].second == BodyID(0))
  }

  @Test func `actuators drive joints with MuJoCo's defaults`() throws {
    let scene = try scene(
      """
      <default><motor ctrlrange="-1 1"/><position kp="50"/></default>
      <actuator><motor joint="slide" gear="3"/><position joint="hinge" kv="2" forcerange="-5 5"/>
        <velocity joint="hinge" ctrllimited="false"/></actuator>
      """)
    #expect(
      scene.actuators.map(\.kind) == [
        .motor, .position(stiffness: 50, damping: 2), .velocity(damping: 1),
      ])
    #expect(scene.actuators.map(\.controlRange) == [-1...1, -1...1, nil])
    #expect(scene.actuators[0].gear == 3 && scene.actuators[1].forceRange == -5...5)
  }

  @Test func `a control range can come from the joint's`() throws {
    // MuJoCo 3.3.7: 0.08726646 0.61086524
    let scene = try scene(#"<actuator><position joint="hinge" inheritrange="0.5"/></actuator>"#)
    let range = try #require(scene.actuators[0].controlRange)
    #expect(abs(range.lowerBound - 0.08726646) < 1e-8 && abs(range.upperBound - 0.61086524) < 1e-8)
  }

  @Test func `key frames hold positions, speeds and controls`() throws {
    let scene = try scene(
      """
      <actuator><motor joint="slide"/></actuator>
      <keyframe><key name="k" qpos="1 2 0 0 3 1 0 0 0" qvel="1 2 3 4 5 6 7 8" ctrl="9"/><key/></keyframe>
      """)
    #expect(scene.keyframes[0].positions == [1, 2, 0, 0, 3, 1, 0, 0, 0])
    #expect(scene.keyframes[0].velocities.count == 8 && scene.keyframes[0].controls == [9])
    #expect(scene.keyframes[1].positions.isEmpty)
    let poses = scene.poses(at: scene.keyframes[0].positions)
    #expect(poses[1].position == .unitZ && poses[3].position == Vector3(0, 0, 3))
  }

  @Test func `parameters and texts are read by name`() throws {
    let scene = try scene(
      """
      <custom><numeric name="radius" data="0.03"/><numeric name="goal" data="1 2" size="3"/>
        <text name="task" data="push"/><tuple name="t"/></custom>
      """)
    #expect(try scene.parameter("radius") == 0.03)
    #expect(try scene.parameter("goal", count: 3) == [1, 2, 0])
    #expect(scene.texts == ["task": "push"])
    let missing = #expect(throws: ParameterError.self) { try scene.parameter("radios", count: 1) }
    #expect(
      missing?.description
        == "the scene 'cart' has no parameter 'radios'; did you mean 'radius'?")
    let unknown = #expect(throws: ParameterError.self) {
      try scene.parameter("mass of the mug", count: 1)
    }
    #expect(
      unknown?.description
        == "the scene 'cart' has no parameter 'mass of the mug'; its <custom> has: goal, radius")
    let count = #expect(throws: ParameterError.self) { try scene.parameter("goal", count: 2) }
    #expect(
      count?.description == "the scene 'cart' gives the parameter 'goal' 3 numbers; it takes 2")
  }
}
