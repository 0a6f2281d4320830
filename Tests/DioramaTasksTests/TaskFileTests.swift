// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite struct TaskFileTests {
  // MARK: what can be said

  private static let scene = """
    <mujoco><option timestep="0.01"/><worldbody>
      <geom name="floor" type="plane" size="1 1 0.1"/>
      <site name="bay" type="box" pos="0.3 0 0.1" size="0.1 0.1 0.1"/>
      <body name="cart" pos="0 0 0.05"><joint name="rail" type="slide" axis="1 0 0" damping="1"/>
        <geom name="deck" type="box" size="0.1 0.1 0.05" mass="1"/></body>
      <body name="box a" pos="0 0.5 0.05"><freejoint/>
        <geom name="crate" type="box" size="0.05 0.05 0.05" mass="0.1"/></body>
      <body name="post" mocap="true" pos="0 -0.5 0"/>
      <body name="door" pos="0 0.9 0.2"><joint name="hinge" axis="0 0 1"/>
        <geom type="box" size="0.1 0.01 0.1" pos="0.1 0 0"/></body>
    </worldbody>
    <actuator><motor name="push" joint="rail" ctrlrange="-4 4"/></actuator>
    <keyframe><key name="far" qpos="0.2 0 0.5 0.05 1 0 0 0 0.5"/></keyframe></mujoco>
    """

  private func read(_ json: String, scene: String = Self.scene) throws -> TaskFile {
    let folder = try TemporaryFolder()
    try Data(scene.utf8).write(to: folder.url.appending(path: "yard.xml"))
    let path = folder.url.appending(path: "yard.json")
    try Data(json.utf8).write(to: path)
    return try TaskFile(contentsOf: path.path)
  }

  /// Returns a task file with these lines of success.
  private func text(_ success: String, _ more: String = "") -> String {
    """
    {
      "scene": "yard.xml",
      "action": "actuators",\(more)
      "success": [\(success)]
    }
    """
  }

  @Test(arguments: [
    (#"{"position": "cart", "axis": "x", "at_least": 9}"#, "position_cart_x", 0.0),
    (#"{"position": "crate", "from": "deck", "axis": "y", "at_least": 9}"#, "", 0.5),
    (#"{"height": "box a", "at_least": 9}"#, "height_box a", 0.05),
    (#"{"lowest": "cart", "at_least": 9}"#, "lowest_cart", 0.0),
    (#"{"distance": ["cart", "box a"], "at_most": 0.1}"#, "distance_cart_box a", 0.5),
    (#"{"distance": ["cart", "bay"], "along": "x", "at_most": 0.1, "name": "off"}"#, "off", 0.3),
    (#"{"tilt": "door", "axis": "x", "at_most": 8}"#, "tilt_door", 90),
    (#"{"angle": ["cart", "door"], "at_least": 8}"#, "", 0),
    (#"{"inside": ["cart", "bay"]}"#, "inside_cart_bay", 0.2),
    (#"{"joint": "hinge", "at_least": 45}"#, "joint_hinge", 0),
    (#"{"speed": "cart", "at_least": 1}"#, "speed_cart", 0),
    (#"{"contact": ["cart", "box a"]}"#, "contact_cart_box a", 0),
    (#"{"overlap": ["crate", "cart"], "at_least": 0.5}"#, "", 0),
    (#"{"at_rest": true}, {"height": "box a", "at_least": 9}"#, "at_rest", 1),
  ])
  func `readings are measured`(line: String, name: String, value: Double) throws {
    let environment = try read(text(line)).entry.make()
    _ = try environment.reset(seed: 0)
    let metric = name.isEmpty ? environment.metrics.names[1] : name
    let measured = try #require(environment.metrics[metric])
    #expect(abs(measured - value) < 1e-9)
  }

  @Test func `sensors of the scene are read`() throws {
    let folder = try TemporaryFolder([
      "s.xml": """
      <mujoco><worldbody>
        <body name="arm" pos="0 0 1"><joint name="turn" type="hinge" axis="0 0 1"/>
          <geom size="0.05" mass="1" pos="0.3 0 0"/><site name="tip" pos="0.5 0 0"/></body>
        <body name="cart" pos="0 1 0"><joint name="rail" type="slide" axis="1 0 0"/><geom size="0.1"/></body>
      </worldbody>
      <actuator><motor name="m" joint="turn" ctrlrange="-1 1"/></actuator>
      <sensor>
        <jointpos name="angle" joint="turn"/><jointvel name="rate" joint="turn" noise="0.1"/>
        <jointpos name="way" joint="rail"/>
        <framepos name="place" objtype="site" objname="tip"/>
        <framexaxis name="axis" objtype="xbody" objname="arm"/>
        <framelinvel name="velocity" objtype="site" objname="tip"/>
        <frameangvel name="spin" objtype="site" objname="tip"/>
        <touch name="touch" site="tip"/><jointpos joint="turn"/>
        <framepos name="com" objtype="body" objname="arm"/>
      </sensor>
      <keyframe><key name="k" qpos="0.5 0.2" qvel="2 0"/></keyframe></mujoco>
      """,
      "s.json": """
      {"scene": "s.xml", "start": {"key": "k"}, "success": [{"sensor": "angle", "at_least": 500}],
       "observation": [{"sensor": "angle"}, {"sensor": "rate"}, {"sensor": "way"},
         {"sensor": "place", "axis": "y"}, {"sensor": "axis", "axis": "x"},
         {"sensor": "velocity", "axis": "x"}, {"sensor": "spin", "axis": "z"}]}
      """,
    ])
    let environment = try TaskFile(contentsOf: folder.path("s.json")).entry.make()
    let state = try environment.reset(seed: 0).state
    let degrees = 180 / Float.pi
    let expected = [
      0.5 * degrees, 2 * degrees, 0.2, 0.5 * sin(Float(0.5)), cos(Float(0.5)),
      -2 * 0.5 * sin(Float(0.5)), 2 * degrees,
    ]
    for (number, wanted) in zip(state, expected) { #expect(abs(number - wanted) < 1e-4) }
    #expect(state.count == expected.count)
    try folder.write(
      #"{"scene": "s.xml", "success": [{"sensor": "touch", "at_least": 1}]}"#, to: "t.json")
    let error = #expect(throws: TaskFileError.self) {
      try TaskFile(contentsOf: folder.path("t.json"))
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("no sensor to read of that name"))
  }

  @Test func `overlap is the share of the outline`() throws {
    let json = text(
      #"{"overlap": ["crate", "deck"], "at_least": 0.99}"#,
      #""start": {"box a": {"x": 0.1, "y": -0.5, "z": 0.1}},"#)
    let environment = try read(json).entry.make()
    _ = try environment.reset(seed: 0)
    // the crate's middle is above the deck's edge
    #expect(environment.metrics.values[1] == 0.5)
  }

  @Test func `starts are drawn within their ranges, without overlap`() throws {
    let json = text(
      #"{"joint": "rail", "at_least": 2}"#,
      """
      "start": {"box a": {"x": [-0.3, 0.3], "y": [-0.6, -0.4], "yaw": [-90, 90]}, "rail": [-0.2, 0.2],
        "hinge": 30, "post": {"x": [0, 1]}},
      "observation": ["box a.position.xy", "cart.position.x", "rail.value", "hinge.value",
        "post.position.x", "box a.heading"],
      """)
    let environment = try read(json).entry.make()
    var starts: Set<[Float]> = []
    for seed: UInt64 in 0..<40 {
      let state = try environment.reset(seed: seed).state
      starts.insert(state)
      #expect(state.count == 8)
      #expect((-0.3...0.3).contains(state[0]) && (-0.1...0.1).contains(state[1]))
      #expect((-0.2...0.2).contains(state[2]) && abs(state[2] - state[3]) < 1e-6)
      #expect(abs(state[4] - .pi / 6) < 1e-6 && (0...1).contains(state[5]) && state[6] >= 0)
      // the crate never stands in the cart
      #expect(abs(state[0] - state[2]) > 0.14 || abs(state[1]) > 0.14)
    }
    #expect(starts.count == 40)
  }

  @Test func `episodes start at key frames`() throws {
    let json = text(#"{"joint": "rail", "at_least": 2}"#, #""start": {"key": "far"},"#)
    let environment = try read(json).entry.make()
    _ = try environment.reset(seed: 0)
    #expect(environment.metrics["joint_rail"] == 0.2)
  }

  @Test func `alternatives need one to hold`() throws {
    let json = text(
      #"{"any": [{"joint": "rail", "at_least": 0.1}, [{"joint": "hinge", "at_least": 45}]]}"#,
      #""reward": [{"joint": "rail", "at_least": 0.1, "margin": 1}],"#)
    let environment = try read(json).entry.make()
    _ = try environment.reset(seed: 0)
    #expect(!environment.metrics.isSuccess)
    #expect(try #require(environment.metrics["miss"]) == 1)
    for _ in 0..<5 { _ = try environment.step(.vector([1])) }
    #expect(environment.metrics.isSuccess)
  }

  @Test(.slow) func `every law holds for a task file`() throws {
    let entry = try read(
      text(
        #"{"joint": "rail", "at_least": 0.3}"#,
        #""start": {"rail": [-0.1, 0.1], "box a": {"x": [0, 0.1]}}, "horizon": 20,"# + "\n"
          + #""observation": ["rail.value", "rail.velocity", "box a.position.x"],"#)
    ).entry
    for law in EnvironmentLaw.all
    where !["examples are", "there are at least two cameras"].contains(where: law.name.hasPrefix) {
      let verdict = law.verdict(on: entry)
      #expect(verdict.holds, "\(verdict)")
    }
  }

  // MARK: what cannot

  @Test(arguments: [
    ("{", ":1: this is not JSON"),
    ("[]", ":1: the task is []; it must be an object, in braces"),
    ("{}", ":1: the task has no 'scene'; give one, such as \"scene\": \"kitchen.xml\""),
    (#"{"scene": "none.xml"}"#, ":1: scene names 'none.xml', but there is no file"),
    ("{\n\"scene\": \"yard.xml\",\n\"scene\": 1}", ":3: 'scene' stands here a second time"),
    (
      "{\"scene\": \"yard.xml\",\n\"horizn\": 3, \"success\": [{\"joint\": \"rail\", \"at_least\": 1}]}",
      ":2: there is no key 'horizn'; did you mean 'horizon'?"
    ),
    (
      "{\"scene\": \"yard.xml\", \"success\": [],\n\"horizon\": 0}",
      ":2: horizon is 0; it must be in 1...1000000"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"period\": 0.015}", ":2: period is 0.015 s, and the scene's time"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"action\": \"actuator\"}",
      ":2: action is 'actuator'; write \"actuators\" for all"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"action\": {}}",
      ":2: action moves nothing; name a hand, an arm or act"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"action\": {\"hand\": \"cart\"}}",
      ":2: hand of action is 'cart', which no servo moves; give it a <freejoint/>, and weld it"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"action\": {\"actuators\": [\n\"pull\"]}}",
      ":3: actuators[0] of action names 'pull', but the scene has no actuator of that name"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"action\": {\"actuators\": [\n[\"push\"], \"push\"]}}",
      ":3: actuators[1] of action names 'push' a second time; keep one"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"planner\": {\"horizon\": \"long\"}, \"success\": [{\"joint\": \"rail\", \"at_least\": 1}]}",
      ":2: horizon of planner is \"long\"; it must be a number"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"start\": {\n\"crat\": {}}}",
      ":3: crat of start names 'crat', but the scene has no body, hinge or slide"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"start\": {\n\"cart\": {}}}",
      ":3: cart of start cannot be placed: 'cart' has neither a <freejoint> nor mocap"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"start\": {\n\"rail\": [1, 0]}}",
      ":3: rail of start runs from 1 down to 0; put the lower bound first"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"start\": {\"key\": \"near\"}}",
      ":2: key of start names 'near', but the scene has no key frame"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"observation\": [\"cart.colour\"]}",
      ":2: observation[0] asks for 'colour'; write such as \"cart.position\""
    ),
    (
      "{\"scene\": \"yard.xml\"\n\"success\": []}",
      ":2: this is not JSON: it stops being that at '\"success\": []}'; look for a comma"
    ),
    (
      "{\"scene\": \"yard.xml\",\n// what is wanted\n\"success\": []}",
      ":2: this is not JSON: it stops being that at '// what is wanted'"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [",
      ":2: this is not JSON: it ends before it is complete"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"succes\": []}",
      ":2: there is no key 'succes'; did you mean 'success'?"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"tilt\": \"cart\", \"at_least\": 500}]}",
      ":2: at_least of success[0] is 500; it must be in 0...180 °"
    ),
    ("{\"scene\": \"yard.xml\",\n\"success\": []}", ":2: success is empty; success needs a line"),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"distence\": 1}]}",
      ":2: success[0] has no reading; did you mean 'distance'?"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"tilt\": \"cart\"}]}",
      ":2: success[0] has no bound; give at_most, at_least or between"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"tilt\": \"cert\", \"at_most\": 3}]}",
      ":2: tilt of success[0] names 'cert', but the scene has no body, site, geom or cloth of that name; did you mean 'cart'?"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"tilt\": \"cart\", \"at_most\": 1, \"at_least\": 3}]}",
      ":2: success[0] asks for at least 3 and at most 1"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"contact\": [\"cart\", \"door\"], \"at_least\": 3}]}",
      ":2: at_least of success[0] is 3; it must be in 0...1"
    ),
    (
      "{\"scene\": \"yard.xml\",\n\"success\": [{\"tilt\": \"cart\", \"at_most\": 3}]}",
      ":2: success holds at each of 1 starts, before anything was done; ask for more"
    ),
    (
      "{\"scene\": \"yard.xml\", \"success\": [{\"joint\": \"rail\", \"at_least\": 3}],\n\"start\": {\"box a\": {\"y\": -0.5, \"x\": [0, 0.01]}}}",
      ":2: every start overlaps, whatever is drawn 100 times: geoms 'deck' and 'crate' overlap by"
    ),
  ])
  func `a mistake is told with its line`(json: String, message: String) throws {
    let error = #expect(throws: (any Error).self) { try read(json) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("yard.json" + message), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func `a scene by itself has its actuators and no success`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "yard.xml")
    try Data(Self.scene.utf8).write(to: path)
    let entry = try TaskFile(scene: path.path).entry
    #expect(entry.id.description == "yard-v0" && entry.actionSpace.count == 1)
    let environment = try entry.make()
    #expect(environment.cameras == ["overview"])
    _ = try environment.reset(seed: 0)
    #expect(try environment.step(.vector([1])).reward == 0)
    #expect(!environment.metrics.isSuccess)
  }
}
