// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

/// Frames and copies, beside MuJoCo 4.0.0.
@Suite("Frames and copies") struct FrameTests {
  private static let xml = """
    <mujoco model="frames">
      <default><default class="big"><geom size="0.07"/></default></default>
      <worldbody>
        <frame pos="1 0 0" euler="0 0 90" childclass="big">
          <geom name="g" pos="0.5 0 0"/>
          <site name="s" pos="0 0.2 0"/>
          <frame pos="0 0 1">
            <body name="b" pos="0.1 0 0" euler="90 0 0">
              <joint name="j" axis="0 1 0"/><geom name="bg" pos="0 0.3 0"/>
              <frame euler="0 90 0">
                <geom name="inner" type="capsule" size="0.02" fromto="0 0 0 0.2 0 0"/></frame>
            </body>
          </frame>
          <light name="l" pos="0 0 2" dir="1 0 -1"/>
          <camera name="c" pos="0 -1 0" euler="45 0 0"/>
        </frame>
        <replicate count="12" offset="0.3 0 0.1" euler="0 0 30" sep="_">
          <body name="r" pos="0.5 0 0"><freejoint name="f"/><geom name="rg" size="0.05"/>
            <replicate count="2" offset="0 0.1 0"><geom name="n" size="0.01" pos="0 0.1 0"/></replicate></body>
        </replicate>
      </worldbody>
    </mujoco>
    """

  private func expect(
    _ vector: Vector3, _ x: Double, _ y: Double, _ z: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (vector - Vector3(x, y, z)).length < 1e-8, "\(vector)", sourceLocation: sourceLocation)
  }

  @Test func `frames move and turn what they hold, and give it a class`() throws {
    let scene = try Scene(xml: Self.xml)
    let poses = scene.initialPoses
    let b = try #require(scene.body(named: "b"))
    expect(poses[b.index].position, 1, 0.1, 1)
    let q = poses[b.index].orientation
    let turned = Quaternion(w: 0.5, x: 0.5, y: 0.5, z: 0.5)
    #expect((turned.conjugate * q).rotationVector.length < 1e-9)
    func place(_ name: String) throws -> Pose {
      let shape = try #require(scene.shapes.first { $0.name == name })
      return poses[shape.body.index] * shape.pose
    }
    try expect(place("g").position, 1, 0.5, 0)
    try expect(place("bg").position, 1, 0.1, 1.3)
    try expect(place("inner").position, 0.9, 0.1, 1)
    #expect(scene.shapes.first?.geometry == .sphere(radius: 0.07))
    expect(try #require(scene.sites.first).pose.position, 0.8, 0, 0)
    let camera = try #require(scene.cameras.first)
    expect(camera.pose.position, 2, 0, 0)
    let half = 0.5.squareRoot()
    expect(camera.pose.orientation.rotate(.unitZ), half, 0, half)
    expect(try #require(scene.lights.first).position, 1, 0, 2)
    expect(try #require(scene.lights.first).direction, 0, half, -half)
  }

  @Test func `copies are displaced and turned each against the one before, and numbered`() throws {
    let scene = try Scene(xml: Self.xml)
    let poses = scene.initialPoses
    func place(_ name: String) throws -> Vector3 {
      poses[try #require(scene.body(named: name)).index].position
    }
    try expect(place("r_00"), 0.5, 0, 0)
    try expect(place("r_01"), 0.733012702, 0.25, 0.1)
    try expect(place("r_05"), 0.126794919, 1.219615242, 0.5)
    try expect(place("r_11"), 0.173205081, -0.1, 1.1)
    let inner = try #require(scene.shapes.first { $0.name == "n1_05" })
    expect((poses[inner.body.index] * inner.pose).position, 0.026794919, 1.046410162, 0.5)
    let ten = try Scene(
      xml: """
        <mujoco><worldbody><replicate count="10" offset="1 0 0"><geom name="a" size="1"/></replicate>
        </worldbody></mujoco>
        """)
    #expect(ten.shapes.first?.name == "a00" && ten.shapes.last?.name == "a09")
    #expect(scene.joint(named: "f_11") != nil && scene.shapes.count == 3 + 12 * 3)
  }

  @Test(arguments: [
    (#"<replicate offset="0 0 1"><geom size="1"/></replicate>"#, "needs the attribute 'count'"),
    (
      #"<replicate count="200"><replicate count="100"><geom size="1"/></replicate></replicate>"#,
      "makes 10100 copies in all; a file may make 10000: use fewer"
    ),
    (#"<replicate count="0"><geom size="1"/></replicate>"#, "count of <replicate>"),
    (#"<frame><joint/></frame>"#, "<joint> does not belong in <frame>"),
    (#"<frame><body><freejoint/></body></frame>"#, "no mass"),
    (
      #"<replicate count="2"><geom size="1"/></replicate><geom name="a" size="1"/><geom name="a" size="1"/>"#,
      "another geom is called 'a'"
    ),
  ])
  func `a mistake is told in one line`(part: String, words: String) {
    let error = #expect(throws: (any Error).self) {
      try Scene(xml: "<mujoco><worldbody>\(part)</worldbody></mujoco>")
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words), "\(error.map { "\($0)" } ?? "")")
  }
}
