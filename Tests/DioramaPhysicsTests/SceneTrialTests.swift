// SPDX-License-Identifier: Apache-2.0

import DioramaPhysics
import DioramaScene
import DioramaSceneFiles
import Testing

struct SceneTrialTests {
  @Test func `what physics cannot do is refused with its line`() throws {
    let trial = SceneTrial(
      xml: """
        <mujoco>
          <custom>
            <numeric name="other" data="1"/>
            <numeric name="servo_force" data="-1"/>
          </custom>
        </mujoco>
        """, name: "a.xml")
    #expect(trial.world == nil)
    let entry = try #require(trial.coverage.refused.first)
    #expect(entry.line == 4 && entry.element == "numeric")
    #expect(entry.note == "numeric 'servo_force' is -1.0; it must lie in 0.0...1000000000.0")
    #expect("\(try #require(trial.refusal))" == "a.xml:4: " + entry.note)
  }

  @Test func `a cloth that would blow up is refused where it stands`() throws {
    let trial = SceneTrial(
      xml: """
        <mujoco><option timestep="0.1"/><worldbody>
          <geom size="1"/>

          <flexcomp name="towel" type="grid" dim="2" count="5 5 1" spacing="0.01 0.01 1" mass="0.01"
            radius="0.001"><elasticity young="1e6" thickness="0.001" elastic2d="stretch"/></flexcomp>
        </worldbody></mujoco>
        """, name: "a.xml")
    let entry = try #require(trial.coverage.refused.first)
    #expect(entry.line == 4 && entry.element == "flexcomp")
    #expect(entry.note.hasPrefix("cloth 'towel' would blow up"))
  }

  @Test func `a body without a name is found all the same`() throws {
    let trial = SceneTrial(
      xml: """
        <mujoco><worldbody>
          <body/>
          <body><freejoint/>
            <inertial pos="0 0 0" mass="1e-300" diaginertia="1 1 1"/></body>
        </worldbody></mujoco>
        """, name: "a.xml")
    if trial.world == nil { #expect(trial.coverage.refused.map(\.line) == [3]) }
    for error in [
      PhysicsError.massless(body: "body#2"), .nestedFreeJoint(body: "body#2"),
    ] {
      let sources = try SceneFile(
        xml: "<mujoco><worldbody><body/>\n<body/></worldbody></mujoco>", name: "a.xml"
      ).sources
      #expect(sources.place(of: error.subject).location.line == 2)
    }
  }

  @Test func `a sound scene gives its world`() throws {
    let trial = SceneTrial(xml: "<mujoco><worldbody><geom size='1'/></worldbody></mujoco>")
    #expect(trial.refusal == nil && trial.coverage.refused.isEmpty)
    #expect(try #require(trial.world).scene.shapes.count == 1)
    #expect(SceneTrial(ofFile: "/nowhere/none.xml").world == nil)
  }
}
