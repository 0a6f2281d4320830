// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import DioramaSceneFiles
import Testing

struct MarkupErrorTests {
  private static let mistakes: [Mistake] = [
    Mistake(
      "",
      ": is empty; a scene file starts with <mujoco>"),
    Mistake(
      #"  \#n "#,
      ": is empty; a scene file starts with <mujoco>"),
    Mistake(
      "hello",
      ":1: is not XML: it does not start with '<'; a scene file starts with <mujoco>"),
    Mistake(
      #"<!-- nothing -->\#n"#,
      ":2: there are comments only; a scene file starts with <mujoco>"),
    Mistake(
      #"<!DOCTYPE mujoco [<!ENTITY x SYSTEM "file:///etc/passwd">]>\#n<mujoco/>"#,
      #":1: a document type or entity declaration is refused, for it could name other files; remove it, and use <include file="…"/>"#
    ),
    Mistake(
      #"<mujoco>\#n  <worldbody>\#n    <geom size="1"/>\#n"#,
      ":4: the file ends inside <worldbody>, opened on line 2; it seems cut off"),
    Mistake(
      #"<mujoco>\#n  <worldbody>\#n    <geom size="1"#,
      ":3: the file ends inside <geom>, opened on line 3; it seems cut off"),
    Mistake(
      #"<mujoco>\#n<!-- <worldbody/>\#n</mujoco>"#,
      ":3: the file ends inside a comment, opened on line 2; it seems cut off"),
    Mistake(
      #"<mujoco>\#n  <worldbody>\#n  </mujoco>\#n"#,
      ":3: </mujoco> closes <worldbody>, opened on line 2; write </worldbody> before it"),
    Mistake(
      #"<mujoco>\#n</mujoco>\#n</worldbody>"#,
      ":3: </worldbody> closes nothing; remove it"),
    Mistake(
      #"<mujoco>\#n<option timestep="1" timestep="2"/>\#n</mujoco>"#,
      ":2: <option> has the attribute 'timestep' twice; remove one"),
    Mistake(
      #"<mujoco>\#n<option timestep=1/>\#n</mujoco>"#,
      ":2: is not well-formed XML: the value of timestep in <option> is not in quotes"),
    Mistake(
      #"<mujoco>\#n<option timestep/>\#n</mujoco>"#,
      #":2: is not well-formed XML: <option> holds something that is not a name="value""#),
    Mistake(
      #"<mujoco>\#n< option/>\#n</mujoco>"#,
      ":2: is not well-formed XML: '<' without a name behind it; write &lt;"),
    Mistake(
      #"<mujoco/>\#n<mujoco/>"#,
      ":2: is not well-formed XML: something follows the end of the root element"),
    Mistake(
      #"<mujoco model="a &b; c"/>"#,
      ":1: is not well-formed XML: an entity that is none of &lt; &gt; &amp; &quot; &apos;"),
    Mistake(
      #"<mujoco model="a & b"/>"#,
      ":1: is not well-formed XML: a '&' that starts no entity; write &amp;"),
    Mistake(
      #"<mujoco model="a < b"/>"#,
      ":1: is not well-formed XML: '<' inside the value of model in <mujoco>; write &lt;"),
    Mistake(
      #"<mujoco>\#n</mujoco>\#n  text"#,
      ":3: is not well-formed XML: something follows the end of the root element"),
    Mistake(
      "<!-- a -->\n text <mujoco/>",
      ":2: is not well-formed XML: text stands before the root element"),
    Mistake(
      "<?a?>\r\n<?b\r\n?>\r\n<mujoco>\r\n<!-- a\r\n--> stray\r\n<mesh/></mujoco>",
      ":7: <mesh> does not belong in <mujoco>; put it in <asset> or <default>"),
    Mistake(
      "<mujoco>\n<option\n  timestep='1'\n  flavour='2'/></mujoco>",
      ":4: <option> has no attribute 'flavour'; it may have: gravity, timestep"),
    Mistake(
      "<mujoco>\n<?a",
      ":2: the file ends inside a processing instruction, opened on line 2; it seems cut off"),
    Mistake(
      "<mujoco>\n<mo,del/></mujoco>",
      ":2: is not well-formed XML: the name 'mo,del' has a character that names have not"),
    Mistake(
      "<mujoco>\n<1st/></mujoco>",
      ":2: is not well-formed XML: '1st' where a name is needed"),
    Mistake(
      "<mujoco>\n<\(String(repeating: "a", count: 1_000_000))/></mujoco>",
      ":2: is not well-formed XML: a name has more than 128 bytes"),
    Mistake(
      "<mujoco>\n</mujoco a='1'>",
      ":2: is not well-formed XML: </mujoco> holds more than a name"),
    Mistake(
      "<mujoco model='&#0;'/>",
      ":1: is not well-formed XML: a character that is not allowed, '&#0;'"),
    Mistake(
      "<mujoco model='&#x110000;'/>",
      ":1: is not well-formed XML: a character that is not allowed, '&#x110000;'"),
    Mistake(
      "<mujoco model='a&amp b'/>", ":1: is not well-formed XML: a '&' without a ';'; write &amp;"),
    Mistake("<\u{0}m\u{0}/\u{0}>\u{0}", ":1: is not UTF-8 text; save the file as UTF-8"),
    Mistake(
      #"<robot name="x">\#n</robot>"#,
      ":1: the root element is <robot>; a scene file starts with <mujoco>"),
    Mistake(
      "<mujoco>\n" + String(repeating: "<body>", count: 10_000),
      ":2: elements are nested more than 64 deep; flatten the tree"),
    Mistake(
      "<mujoco>\n<option a\u{0}b=\"1\"/></mujoco>",
      ":2: has the control character 0, which XML does not allow; remove it"),
    Mistake(
      "<mujoco>\n<option " + (0...64).map { "a\($0)=\"\" " }.joined() + "/></mujoco>",
      ":2: <option> has more than 64 attributes; no element takes as many"),
    Mistake(
      "<mujoco>\n<option a=\"" + String(repeating: "1 ", count: 600_000) + "\"/></mujoco>",
      ":2: a of <option> has more than 1048576 bytes; shorten it"),
    Mistake(
      #"<mujoco a="1"b="2"/>"#,
      ":1: is not well-formed XML: a space is missing behind the value of a"),
  ]

  @Test(arguments: mistakes)
  func `a text that is no XML is refused with its line`(mistake: Mistake) {
    mistake.expect()
  }
  @Test(arguments: [
    "<?a?><mujoco/>", "<mujoco><?a?></mujoco>", "<?xml?><mujoco/>", "<mujoco/><?a b='c'?>",
    "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<mujoco/>", "\u{FEFF}<mujoco/>",
    "<mujoco><!-- a -- b --></mujoco>", "<mujoco><!----></mujoco >\n\n",
  ])
  func `processing instructions and comments are passed by`(xml: String) throws {
    #expect(try Scene(xml: xml, name: "a").bodies.count == 1)
  }

  @Test func `references and white space in a value are read as XML has them`() throws {
    let scene = try Scene(
      xml: "<mujoco model='&lt;&gt;&amp;&quot;&apos;&#65;&#x42;\r\n\t\u{E9}'/>", name: "a")
    #expect(scene.name == "<>&\"'AB  \u{E9}")
  }

  @Test func `a line stays short and printable whatever the file holds`() {
    let name = String(repeating: "n", count: 500_000)
    let words = String(repeating: "1 ", count: 1000)
    for value in [
      name, words, "\u{202E}&#10;\u{85}&#x1F;a".replacing("&#x1F;", with: ""), "a\u{1B5}",
    ] {
      let coverage = SceneCoverage(
        xml:
          "<mujoco><asset><material name='m'/></asset><worldbody><geom size='1' material='\(value)'/></worldbody></mujoco>"
      )
      let note = coverage.refused[0].note
      #expect(note.count < 400 && note.contains("no material is called '"))
      #expect(!note.contains("\u{202E}") && !note.contains { $0.isNewline })
    }
  }
}
