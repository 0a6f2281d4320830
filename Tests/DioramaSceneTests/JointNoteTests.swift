// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Testing

@Suite struct JointNoteTests {
  /// What is ignored in a body with `joint`, as `attribute: note`.
  private func ignored(_ joint: String, body: String = "") -> [String] {
    let coverage = SceneCoverage(
      xml: """
        <mujoco><worldbody><body name="b" \(body)>\(joint)<geom size="0.1"/></body></worldbody></mujoco>
        """)
    #expect(coverage.refused.isEmpty)
    return coverage.ignored.map { "\($0.attribute ?? ""): \($0.note)" }
  }

  @Test func `what of a joint is not simulated is noted`() {
    #expect(
      ignored(
        #"<joint type="ball" range="0 20" damping="1" stiffness="2" frictionloss="3" armature="4"/>"#
      ).isEmpty)
    #expect(
      ignored(#"<joint type="ball" stiffness="2" springref="5"/>"#)
        == ["springref: the spring of a ball joint pulls to the initial pose"])
    #expect(
      ignored(#"<joint type="free" damping="1" stiffness="2" frictionloss="3" armature="4"/>"#)
        == ["stiffness: a free joint has no limits and no spring"])
    #expect(ignored(#"<joint type="hinge" damping="1" frictionloss="3" armature="4"/>"#).isEmpty)
    #expect(
      ignored("", body: #"gravcomp="1""#)
        == ["gravcomp: a body without joints moves with its parent"])
    #expect(ignored("<freejoint/>", body: #"gravcomp="1""#).isEmpty)
  }
}
