// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Testing

/// The reference numbers are those of MuJoCo 3.3.7 for the same text: `body_quat` of the compiled model,
/// and `xpos` and `xquat` after `mj_kinematics`.
struct KinematicsTests {
  static let arm = """
    <mujoco>
      <compiler autolimits="true" eulerseq="xyz"/>
      <default>
        <geom size="0.05" density="500"/>
        <default class="thick">
          <geom size="0.1" rgba="1 0 0 1"/>
          <joint damping="3" axis="0 1 0"/>
          <default class="thicker"><geom size="0.2"/></default>
        </default>
      </default>
      <worldbody>
        <body name="base" pos="0.1 0.2 0.3" euler="10 20 30" childclass="thick">
          <joint name="swing" type="hinge" pos="0 0.1 0.05" axis="1 2 2"/>
          <geom name="base" />
          <body name="slider" pos="0.3 0 0" axisangle="1 2 3 40">
            <joint name="out" type="slide" axis="3 0 4"/>
            <joint name="twist" type="hinge" pos="0.1 0 0"/>
            <geom name="slider" class="thicker"/>
            <body name="wrist" pos="0 0.2 0.1" xyaxes="1 2 3 0 1 0">
              <joint name="ball" type="ball" pos="0 0 -0.1"/>
              <geom name="wrist" type="capsule" fromto="0 0 0 0.1 0.2 0.3" class="main"/>
              <body name="tip" pos="0 0 0.2" zaxis="1 2 3"/>
            </body>
          </body>
        </body>
        <body name="loose" pos="1 2 3" quat="1 2 3 4">
          <freejoint/><geom name="loose" type="box" size="0.1 0.2 0.3"/>
        </body>
      </worldbody>
    </mujoco>
    """

  /// Position and orientation of each body but the world.
  typealias Reference = [[Double]]

  private static let atStart: Reference = [
    [
      0.1, 0.2, 0.3, 0.943714364147, 0.127679440696, 0.144878125417, 0.268535822752,
    ],
    [
      0.344139304405, 0.363151442745, 0.238537761389, 0.775004604271, 0.196879497610,
      0.298201837264, 0.521231226072,
    ],
    [
      0.272786103291, 0.439543950124, 0.436206437479, 0.685738566156, 0.387365837873,
      -0.332140288230, 0.519030977371,
    ],
    [
      0.262103489058, 0.264334833058, 0.532058652113, 0.806706708894, 0.101506221709,
      -0.364855392727, 0.453653298431,
    ],
    [1, 2, 3, 0.182574185835, 0.365148371670, 0.547722557505, 0.730296743340],
  ]

  private static let moved: Reference = [
    [
      0.093683750497, 0.226849868335, 0.279628975819, 0.777400031379, 0.199536475831,
      0.353332396693, 0.480614818198,
    ],
    [
      0.263607907799, 0.696854915920, 0.222239728523, 0.597657343504, 0.395167023020,
      0.351633479229, 0.602496987510,
    ],
    [
      0.322277062383, 0.798195111852, 0.384410072717, -0.362745780439, 0.705334200544,
      -0.514566767298, 0.325791660896,
    ],
    [
      0.488856632093, 0.833481289166, 0.279499955732, -0.073248816219, 0.725743707705,
      -0.631209397459, 0.263638726687,
    ],
    [-1, 0, 2, 0, 0, 0.707106781187, 0.707106781187],
  ]

  @Test func `bodies start where MuJoCo puts them`() throws {
    let scene = try Scene(xml: Self.arm)
    let positions = scene.initialPositions
    #expect(positions.count == 14 && scene.velocityCount == 12)
    #expect(positions.prefix(10) == [0, 0, 0, 1, 0, 0, 0, 1, 2, 3])
    expect(scene.initialPoses, Self.atStart)
    expect(scene.poses(at: positions), Self.atStart)
  }

  @Test func `joints move bodies about their anchors as in MuJoCo`() throws {
    let scene = try Scene(xml: Self.arm)
    // the quaternions of the ball and the free joint are made unit ones
    let positions = [0.7, 0.25, -0.4, 0.5, 0.5, -0.5, 0.5, -1, 0, 2, 0, 0, 1, 1]
    expect(scene.poses(at: positions), Self.moved)
  }

  @Test func `default classes resolve as in MuJoCo`() throws {
    let scene = try Scene(xml: Self.arm)
    let base = try #require(scene.shape(named: "base"))
    let slider = try #require(scene.shape(named: "slider"))
    let wrist = try #require(scene.shape(named: "wrist"))
    #expect(base.geometry == .sphere(radius: 0.1) && base.color == SIMD4(1, 0, 0, 1))
    #expect(slider.geometry == .sphere(radius: 0.2) && slider.color == SIMD4(1, 0, 0, 1))
    #expect(wrist.geometry == .capsule(radius: 0.05, halfLength: 0.18708286933869708))
    #expect(wrist.color == SIMD4(0.5, 0.5, 0.5, 1) && wrist.density == 500)
    #expect(scene.joints.map(\.damping) == [3, 3, 3, 3, 0])
    #expect(scene.joints[2].axis == .unitY)
  }

  private static let orientations: [(String, String, [Double])] = [
    (
      #"euler="10 20 30""#, "xyz", [0.943714364147, 0.127679440696, 0.144878125417, 0.268535822752]
    ),
    (
      #"euler="10 20 30""#, "XYZ", [0.951548524644, 0.038134576475, 0.189307857412, 0.239298337745]
    ),
    (
      #"euler="10 20 30""#, "zyx", [0.951548524644, 0.239298337745, 0.189307857412, 0.038134576475]
    ),
    (
      #"euler="10 20 30""#, "xYz", [0.951548524644, 0.127679440696, 0.144878125417, 0.239298337745]
    ),
    (
      #"euler="10 20 30""#, "ZXZ", [0.925416578398, 0.171010071663, 0.030153689607, 0.336824088833]
    ),
    (
      #"axisangle="1 2 3 40""#, "xyz",
      [0.939692620786, 0.091408728264, 0.182817456529, 0.274226184793]
    ),
    (
      #"xyaxes="1 2 3 0 1 0""#, "xyz",
      [0.779205246174, -0.162695437219, -0.561619365496, 0.225727861249]
    ),
    (#"zaxis="1 2 3""#, "xyz", [0.949153234662, -0.281578603067, 0.140789301533, 0]),
    (#"zaxis="0 0 -1""#, "xyz", [0, 1, 0, 0]),
    (#"quat="1 2 3 4""#, "xyz", [0.182574185835, 0.365148371670, 0.547722557505, 0.730296743340]),
  ]

  @Test(arguments: orientations.indices)
  func `orientations are those of MuJoCo`(index: Int) throws {
    let (text, sequence, expected) = Self.orientations[index]
    let scene = try Scene(
      xml: """
        <mujoco><compiler eulerseq="\(sequence)"/><worldbody><body \(text)/></worldbody></mujoco>
        """)
    let q = scene.bodies[1].pose.orientation
    for (a, b) in zip([q.w, q.x, q.y, q.z], expected) { #expect(abs(a - b) < 1e-11) }
  }

  @Test func `a quaternion of the element gives way to an angle of its class, as in MuJoCo`() throws
  {
    let scene = try SceneFile(
      xml: """
        <mujoco><default><geom euler="0 0 90"/></default>
        <worldbody><geom size="1" quat="0 1 0 0"/></worldbody></mujoco>
        """)
    let q = scene.scene.shapes[0].pose.orientation
    #expect(abs(q.w - q.z) < 1e-15 && q.x == 0)
    #expect(scene.coverage.ignored.map(\.attribute) == ["quat"])
  }

  /// Size, position and orientation of geoms with `fromto`, from `geom_size`, `geom_pos`, `geom_quat`.
  @Test func `ends give the pose and the length that they give in MuJoCo`() throws {
    let scene = try Scene(
      xml: """
        <mujoco><worldbody>
          <geom type="box" size="0.1" fromto="0 0 0 1 2 3"/>
          <geom type="capsule" size="0.1" fromto="0 0 0 0 0 2"/>
          <geom type="cylinder" size="0.1" fromto="0 0 2 0 0 0"/>
        </worldbody></mujoco>
        """)
    #expect(scene.shapes[0].geometry == .box(halfSize: Vector3(0.1, 0.1, 14.0.squareRoot() / 2)))
    #expect(scene.shapes[0].pose.position == Vector3(0.5, 1, 1.5))
    let q = scene.shapes[0].pose.orientation
    let expected = [0.314814448733, 0.848948461507, -0.424474230753, 0]
    for (a, b) in zip([q.w, q.x, q.y, q.z], expected) { #expect(abs(a - b) < 1e-11) }
    #expect(scene.shapes[1].pose == Pose(.unitZ, Quaternion(w: 0, x: 1, y: 0, z: 0)))
    #expect(scene.shapes[2].pose == Pose(.unitZ))
  }

  private func expect(_ poses: [Pose], _ reference: Reference) {
    for (pose, numbers) in zip(poses.dropFirst(), reference) {
      let p = pose.position
      let q = pose.orientation
      // q and -q are the same rotation
      let sign: Double = q.w * numbers[3] + q.x * numbers[4] < 0 ? -1 : 1
      let found = [p.x, p.y, p.z, sign * q.w, sign * q.x, sign * q.y, sign * q.z]
      // the reference has twelve decimals
      for (a, b) in zip(found, numbers) { #expect(abs(a - b) < 2e-12) }
    }
  }
}

extension Scene {
  /// Returns the shape called `name`.
  func shape(named name: String) -> Shape? { shapes.first { $0.name == name } }
}
