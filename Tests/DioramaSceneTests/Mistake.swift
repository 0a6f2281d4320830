// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Testing

/// A scene file with one mistake, and the whole message that it deserves.
struct Mistake: CustomTestStringConvertible {
  let xml: String
  let message: String

  /// Makes the mistake `xml`, which deserves `message` after the file's name.
  init(_ xml: String, _ message: String) {
    self.xml = xml
    self.message = message
  }

  /// A mistake in the section `xml`, whose first line is line 2.
  static func section(_ xml: String, _ message: String) -> Mistake {
    Mistake("<mujoco>\n\(xml)\n</mujoco>", message)
  }

  /// A mistake in the world's part `xml`, whose first line is line 3.
  static func world(_ xml: String, _ message: String) -> Mistake {
    .section("<worldbody>\n\(xml)\n</worldbody>", message)
  }

  /// A mistake in the part `xml` of the body `cart`, whose first line is line 4.
  static func body(_ xml: String, _ message: String) -> Mistake {
    .world("<body name=\"cart\"><geom size=\"1\"/>\n\(xml)\n</body>", message)
  }

  var testDescription: String { message }

  /// Expects that reading the scene throws the whole message, and that the coverage tells it too.
  func expect() {
    let error = #expect(throws: SceneError.self) {
      try Scene(xml: xml, name: "bad.xml", baseDirectory: "/nowhere")
    }
    #expect(error?.description == "bad.xml" + message)
    let coverage = SceneCoverage(xml: xml, name: "bad.xml", baseDirectory: "/nowhere")
    #expect(coverage.refused.map(\.note).contains(error?.message ?? ""))
  }
}
