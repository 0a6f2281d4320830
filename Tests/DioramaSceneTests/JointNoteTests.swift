// SPDX-License-Identifier: Apache-2.0

import DioramaScene
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

  @Test func `what a joint cannot resist is noted`() {
    let free = "a ball joint moves freely here; hinges and slides resist"
    #expect(
      ignored(#"<joint type="ball" range="0 20" damping="1" stiffness="2" frictionloss="3"/>"#)
        == ["range: \(free)", "damping: \(free)", "stiffness: \(free)", "frictionloss: \(free)"])
    #expect(ignored(#"<joint type="ball" damping="0"/>"#).isEmpty)
    #expect(
      ignored(#"<joint type="hinge" damping="1" frictionloss="3"/>"#)
        == ["frictionloss: damping acts instead; a joint has one of the two"])
    #expect(ignored(#"<joint type="hinge" frictionloss="3"/>"#).isEmpty)
    #expect(
      ignored("", body: #"gravcomp="1""#)
        == ["gravcomp: a body without joints moves with its parent"])
    #expect(ignored("<freejoint/>", body: #"gravcomp="1""#).isEmpty)
  }
}
