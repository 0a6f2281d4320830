// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

/// What changes no motion is never refused.
struct HarmlessTests {
  @Test(arguments: [
    "asset", "contact", "equality", "actuator", "sensor", "tendon", "keyframe", "custom",
    "extension", "deformable", "default", "visual", "size", "statistic", "option", "compiler",
  ])
  func `an empty section is no reason to refuse a file`(section: String) {
    #expect(SceneCoverage(xml: "<mujoco><\(section)/></mujoco>").refused.isEmpty)
  }

  @Test func `text that means nothing is noted with its line`() {
    let coverage = SceneCoverage(xml: "<mujoco>\n<!-- a -->\n> <worldbody/></mujoco>")
    #expect(coverage.refused.isEmpty)
    #expect(coverage.used.contains { $0.note == "the text '>' in line 3 means nothing" })
  }

  private static let looks = [
    #"<asset><texture type="skybox" builtin="flat" width="8"/><texture type="skybox" builtin="flat" width="8"/></asset>"#,
    #"<asset><texture name="t" type="2d" builtin="checker" width="8" height="8" mark="edge" markrgb="1 1 1" random="0.1" hflip="true" vflip="true" nchannel="4" gridsize="3 4" gridlayout="............"/></asset>"#,
    #"<default><texture builtin="flat" width="8" height="8" mark="cross"/></default><asset><texture name="t" type="2d"/></asset>"#,
    #"<asset><texture name="t" type="cube" builtin="flat" width="8"/><material name="m"><layer role="rgb" texture="t"/><layer role="normal" texture="t"/></material></asset>"#,
    #"<asset><skin name="s" file="s.skn"/></asset><deformable><skin name="s"/></deformable>"#,
    #"<worldbody><light mode="trackcom" softness="1" texture="t"/><light type="image" texture="t"/></worldbody>"#,
    #"<worldbody><camera mode="track"/><camera mode="trackcom"/><camera orthographic="true" projection="orthographic" output="depth"/></worldbody>"#,
    #"<worldbody><camera mode="targetbodycom" target="b"/><body name="b"/></worldbody>"#,
    #"<worldbody><camera sensorsize="1 1" focal="1 1" resolution="10 10" principal="0 0" ipd="0.1"/></worldbody>"#,
    #"<worldbody><site size="1 2 3" type="box" rgba="1 0 0 1" user="1" mesh="m"/></worldbody>"#,
    #"<worldbody><geom size="1" user="1 2" fitscale="2" castshadow="false"/></worldbody>"#,
    #"<visual><global azimuth="1"/><quality shadowsize="1"/><scale com="1"/><rgba fog="1 1 1 1"/><map fogstart="1"/><headlight specular="1 1 1"/></visual>"#,
    #"<sensor><touch site="s"/></sensor><custom><tuple name="t"/></custom>"#,
    #"<tendon><fixed name="f" rgba="1 0 0 1" stiffness="0"><joint joint="j" coef="1"/></fixed><spatial width="1"><site site="s"/></spatial></tendon>"#,
    #"<extension><plugin plugin="p"><instance name="i"/></plugin></extension>"#,
    #"<default><general ctrlrange="0 1"/><muscle/></default>"#,
    #"<compiler savecompiled="a" conflict="merge"/><option sleep_tolerance="1"><flag sleep="enable" island="enable"/></option>"#,
  ]

  @Test(arguments: looks)
  func `what is for looks, sensors or the viewer is used or ignored`(xml: String) {
    #expect(SceneCoverage(xml: "<mujoco>\(xml)</mujoco>").refused.map(\.note) == [])
  }

  @Test func `a sky without a name is drawn`() throws {
    let scene = try Scene(
      xml: #"<mujoco><asset><texture type="skybox" builtin="gradient" width="8"/></asset></mujoco>"#
    )
    #expect(scene.textures.map(\.kind) == [.skybox])
  }

  @Test func `an inactive constraint does nothing`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><worldbody><body name="b"/></worldbody>
        <equality><weld body1="b" active="false"/><weld body1="b" active="true"/></equality></mujoco>
        """)
    #expect(scene.equalities.count == 1)
  }

  // MuJoCo 4.0.0: body_mass is 0.5236 (a sphere of 5 cm) with the range, 8.5236 without
  @Test func `only geoms of the groups in inertiagrouprange weigh something`() throws {
    func masses(_ range: String) throws -> [Double?] {
      try Scene(
        xml: """
          <mujoco><compiler inertiagrouprange="\(range)"/><worldbody><body><joint/>
          <geom size=".05"/><geom type="box" size=".1 .1 .1" group="1" mass="3"/>
          <geom size=".1" group="2"/></body></worldbody></mujoco>
          """
      ).shapes.map(\.mass)
    }
    #expect(try masses("0 0") == [nil, 0, 0])
    #expect(try masses("1 2") == [0, 3, nil])
    #expect(try masses("0 5") == [nil, 3, nil])
    #expect(throws: SceneError.self) { try masses("3 1") }  // nothing left weighs anything
  }

  @Test func `a fixed body may state a mass of 0, and moments of 0`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><worldbody><body><freejoint/><geom size=".1"/>
        <body><inertial pos="0 0 0" mass="0" diaginertia="0 0 0"/></body>
        <body><inertial pos="0 0 0" mass="1" diaginertia="0 0 0"/></body></body></worldbody></mujoco>
        """)
    #expect(scene.bodies.dropFirst(2).map { $0.inertial?.mass } == [0, 1])
  }

  @Test func `flags take out of the scene what they disable`() throws {
    func scene(_ flags: String) throws -> Scene {
      try Scene(
        xml: """
          <mujoco><option><flag \(flags)/></option><worldbody><geom name="g" size="1"/>
          <body name="b"><joint name="j" range="0 90" damping="1" stiffness="1" frictionloss="1"/>
          <geom name="h" size="1"/></body></worldbody>
          <contact><pair geom1="g" geom2="h"/></contact><equality><weld body1="b"/></equality>
          <actuator><motor joint="j" ctrlrange="0 1"/></actuator></mujoco>
          """)
    }
    let whole = try scene(#"contact="enable" spring="enable""#)
    #expect(whole.shapes[0].contactKind == 1 && whole.contactPairs.count == 1)
    #expect(whole.joints[0].stiffness == 1 && whole.equalities.count == 1)
    let untouched = try scene(#"contact="disable" equality="disable""#)
    #expect(untouched.shapes.allSatisfy { $0.contactKind == 0 && $0.contactPartners == 0 })
    #expect(untouched.contactPairs.isEmpty && untouched.equalities.isEmpty)
    #expect(untouched.joints[0].range != nil)
    let unbound = try scene(#"constraint="disable""#)
    #expect(unbound.joints[0].range == nil && unbound.joints[0].frictionLoss == 0)
    #expect(unbound.shapes[0].contactKind == 0 && unbound.equalities.isEmpty)
    let limp = try scene(#"spring="disable" damper="disable" clampctrl="disable""#)
    #expect(limp.joints[0].stiffness == 0 && limp.joints[0].damping == 0)
    #expect(limp.actuators[0].controlRange == nil && limp.joints[0].range != nil)
  }
}
