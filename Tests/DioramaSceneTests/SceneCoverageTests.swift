// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Foundation
import Testing

struct SceneCoverageTests {
  private static let xml = """
    <mujoco>
      <option timestep="0.01" solver="CG"/>
      <worldbody>
        <geom size="1" friction="0.5 0.1 0.1" solref="0.02 1"/>
        <geom size="1" flavour="sweet"/>
        <blob/>
        <geom size="-1"/>
      </worldbody>
      <sensor><clock/></sensor>
    </mujoco>
    """

  @Test func `everything in a file is used, ignored or refused, in the order of its lines`() {
    let coverage = SceneCoverage(xml: Self.xml, name: "a.xml")
    #expect(coverage.file == "a.xml")
    #expect(
      coverage.used.map(place) == [
        "1 mujoco", "2 option", "2 option timestep", "3 worldbody", "4 geom", "4 geom size",
        "4 geom friction", "5 geom", "5 geom size", "7 geom", "9 sensor",
      ])
    #expect(
      coverage.ignored.map(place) == ["2 option solver", "4 geom solref", "9 clock"])
    #expect(coverage.ignored[0].note == "ODE solves the contacts, not MuJoCo's solver")
    #expect(
      coverage.refused.map(place) == ["5 geom flavour", "6 blob", "7 geom size"])
    #expect(
      coverage.refused[2].note == "size of <geom> has -1.0; it must not be negative")
    #expect(coverage.used[6].note == "")
  }

  @Test func `loading stops at the first refusal in the order of the lines`() {
    let error = #expect(throws: SceneError.self) { try Scene(xml: Self.xml, name: "a.xml") }
    #expect(error?.description.hasPrefix("a.xml:5: <geom> has no attribute 'flavour'") == true)
  }

  @Test func `the coverage as JSON has a line, an element, an attribute and a note each`() throws {
    let coverage = SceneCoverage(xml: "<mujoco>\n<size njmax=\"1\"/></mujoco>", name: "a.xml")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(coverage), as: UTF8.self)
    #expect(
      text == """
        {"file":"a.xml","ignored":[{"attribute":"njmax","element":"size","line":2,\
        "note":"memory is found as it is needed"}],"refused":[],"used":[{"attribute":null,\
        "element":"mujoco","line":1,"note":""},{"attribute":null,"element":"size","line":2,\
        "note":""}]}
        """)
  }

  @Test func `a file that is no scene has a coverage too`() {
    let coverage = SceneCoverage(ofFile: "/nowhere/none.xml")
    #expect(coverage.used.isEmpty && coverage.ignored.isEmpty)
    #expect(coverage.refused.map(\.note) == ["there is no such file; check the path"])
  }

  private func place(_ entry: SceneCoverage.Entry) -> String {
    "\(entry.line) \(entry.element)" + (entry.attribute.map { " \($0)" } ?? "")
  }
}
