// SPDX-License-Identifier: Apache-2.0

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
      #":2: is not well-formed XML: <option> holds something that is no name="value""#),
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
      "<mujoco><!-- a -- b --></mujoco>",
      ":1: is not well-formed XML: '--' inside a comment"),
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
}
