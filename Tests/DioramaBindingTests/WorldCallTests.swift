// SPDX-License-Identifier: Apache-2.0

import CDiorama
import DioramaBinding
import DioramaCore
import TestSupport
import Testing

@Suite("Worlds in C") struct WorldCallTests {
  private static let xml = """
    <mujoco><option timestep="0.01"/><worldbody>
      <geom name="floor" type="plane" size="1 1 1"/>
      <body name="cart" pos="0 0 0.1"><joint name="rail" type="slide" axis="1 0 0"/>
        <geom type="box" size="0.1 0.1 0.05" mass="1"/></body>
      <body name="ball" pos="0 0 1"><freejoint/><geom size="0.05"/></body>
    </worldbody>
    <actuator><motor name="push" joint="rail" ctrlrange="-1 1"/></actuator>
    <keyframe><key name="k" qpos="0.5 0 0 1 1 0 0 0"/></keyframe></mujoco>
    """

  private func make() throws -> diorama_world {
    var world: diorama_world = 0
    try Call.ok(diorama_world_make(nil, Self.xml, &world))
    return world
  }

  private func read(_ world: diorama_world, _ what: Int) throws -> [Double] {
    var needed = 0
    try Call.ok(diorama_world_read(world, Int32(what), nil, 0, &needed))
    var numbers = [Double](repeating: .nan, count: needed)
    try Call.ok(diorama_world_read(world, Int32(what), &numbers, needed, &needed))
    return numbers
  }

  @Test func `step, are read and are written to`() throws {
    let world = try make()
    defer { diorama_world_close(world) }
    let text = try Call.text { diorama_world_describe(world, $0, $1, $2) }
    #expect(text.contains(#""keys":["k"]"#) && text.contains(#""first_position":1"#))
    try Call.ok(diorama_world_write(world, Int32(DIORAMA_CONTROLS), 0, [1], 1))
    try Call.ok(diorama_world_step(world, 10))
    let positions = try read(world, DIORAMA_JOINT_POSITIONS)
    // semi-implicit: h² (1 + … + 10)
    #expect(positions.count == 8 && abs(positions[0] - 0.0055) < 1e-9)
    #expect(try read(world, DIORAMA_TIME) == [0.1])
    #expect(try read(world, DIORAMA_POSES).count == 21)
    #expect(abs(try read(world, DIORAMA_VELOCITIES)[6] - 0.1) < 1e-9)
    #expect(try read(world, DIORAMA_PARTICLES).isEmpty)
    #expect(try read(world, DIORAMA_CONTACTS).isEmpty)
    try Call.ok(diorama_world_reset(world, "k"))
    #expect(try read(world, DIORAMA_JOINT_POSITIONS)[0] == 0.5)
    #expect(try read(world, DIORAMA_CONTROLS) == [0])
    try Call.ok(
      diorama_world_write(world, Int32(DIORAMA_POSES), 2, [0, 0, 0.0499, 2, 0, 0, 0], 7))
    try Call.ok(diorama_world_report_contacts(world, 1))
    try Call.ok(diorama_world_step(world, 1))
    let contacts = try read(world, DIORAMA_CONTACTS)
    #expect(contacts.count == 12 && contacts[4] < 0.01)
  }

  @Test func `go on from a state with the same bits`() throws {
    let world = try make()
    defer { diorama_world_close(world) }
    try Call.ok(diorama_world_step(world, 5))
    var needed = 0
    try Call.ok(diorama_world_save(world, nil, 0, &needed))
    var words = [UInt64](repeating: 0, count: needed)
    try Call.ok(diorama_world_save(world, &words, needed, &needed))
    try Call.ok(diorama_world_step(world, 30))
    let after = try read(world, DIORAMA_POSES)
    try Call.ok(diorama_world_restore(world, words, needed))
    try Call.ok(diorama_world_step(world, 30))
    #expect(try read(world, DIORAMA_POSES) == after)
    #expect(diorama_world_restore(world, words, needed - 1) == DIORAMA_BAD_SNAPSHOT)
    words[5] = .max
    #expect(diorama_world_restore(world, words, needed) == DIORAMA_BAD_SNAPSHOT)
  }

  @Test func `hold one body by another`() throws {
    let world = try make()
    defer { diorama_world_close(world) }
    try Call.ok(diorama_world_attach(world, 2, 1))
    #expect(try read(world, DIORAMA_HOLDERS) == [-1, -1, 1])
    try Call.ok(diorama_world_step(world, 30))
    #expect(abs(try read(world, DIORAMA_POSES)[16] - 1) < 1e-4)  // the ball hangs on the cart
    let invalid = Int32(DIORAMA_INVALID_ARGUMENT)
    #expect(
      diorama_world_write(world, Int32(DIORAMA_POSES), 2, [0, 0, 0, 1, 0, 0, 0], 7) == invalid)
    #expect(
      Call.lastError
        == "body 'ball' cannot be placed or moved while 'cart' holds it; detach it first")
    #expect(diorama_world_attach(world, 2, 9) == invalid)
    #expect(diorama_world_attach(world, -1, 0) == invalid)
    #expect(diorama_world_attach(world, 0, 1) == invalid)
    #expect(diorama_world_detach(world, 3) == invalid)
    try Call.ok(diorama_world_detach(world, 2))
    try Call.ok(diorama_world_detach(world, 2))
    #expect(try read(world, DIORAMA_HOLDERS) == [-1, -1, -1])
  }

  @Test func `are drawn`() throws {
    let world = try make()
    defer { diorama_world_close(world) }
    var pixels = [UInt8](repeating: 0, count: 32 * 24 * 3)
    try Call.ok(diorama_world_render(world, nil, 32, 24, "fast", &pixels, pixels.count))
    #expect(Set(pixels).count > 8)
    var depth = [Float](repeating: 0, count: 32 * 24)
    try Call.ok(diorama_world_depth(world, "overview", 32, 24, &depth, depth.count))
    #expect(depth.contains { $0.isFinite && $0 > 0.1 })
    var bodies = [Int32](repeating: 9, count: 32 * 24)
    try Call.ok(diorama_world_segmentation(world, nil, 32, 24, &bodies, bodies.count))
    #expect(Set(bodies).isSubset(of: [-1, 0, 1, 2]))
  }

  @Test func `tell a misuse and change nothing`() throws {
    var world: diorama_world = 0
    let invalid = Int32(DIORAMA_INVALID_ARGUMENT)
    #expect(diorama_world_make(nil, nil, &world) == invalid)
    #expect(diorama_world_make(nil, Self.xml, nil) == invalid)
    #expect(diorama_world_make("/nowhere.xml", nil, &world) == invalid)
    #expect(Call.lastError == "/nowhere.xml: there is no such file; check the path")
    #expect(diorama_world_make(nil, "<mujoco>", &world) == invalid)
    #expect(world == 0)
    #expect(diorama_world_step(0, 1) == DIORAMA_INVALID_HANDLE)
    let env = try Call.make("Pendulum-v1")
    defer { diorama_close(env) }
    #expect(diorama_world_step(env, 1) == DIORAMA_INVALID_HANDLE)
    world = try make()
    let before = try read(world, DIORAMA_POSES)
    #expect(diorama_world_step(world, -1) == invalid)
    #expect(diorama_world_reset(world, "kk") == invalid)
    #expect(Call.lastError == "the scene has no key frame 'kk'; did you mean 'k'?")
    #expect(diorama_world_read(world, 99, nil, 0, nil) == invalid)
    #expect(diorama_world_read(world, 0, nil, 0, nil) == invalid)
    var short = [0.0]
    #expect(diorama_world_read(world, 0, &short, 1, nil) == DIORAMA_BUFFER_TOO_SHORT)
    let controls = Int32(DIORAMA_CONTROLS)
    for (what, index, numbers) in [
      (controls, -1, [1.0, 2]), (controls, 7, [1]), (controls, -2, [1]), (controls, 0, [.nan]),
      (Int32(DIORAMA_POSES), 1, [0, 0, 0, 1, 0, 0, 0]), (Int32(DIORAMA_POSES), -1, []),
      (Int32(DIORAMA_POSES), 2, [0, 0, 0, 0, 0, 0, 0]), (Int32(DIORAMA_TIME), -1, [0]),
    ] as [(Int32, Int64, [Double])] {
      #expect(diorama_world_write(world, what, index, numbers, numbers.count) == invalid)
    }
    #expect(diorama_world_write(world, controls, 0, nil, 1) == invalid)
    #expect(diorama_world_write(world, controls, 0, short, -1) == invalid)
    var pixels = [UInt8](repeating: 0, count: 12)
    #expect(diorama_world_render(world, "side", 32, 24, nil, &pixels, 12) == invalid)
    #expect(
      diorama_world_render(world, nil, 32, 24, nil, &pixels, 12) == DIORAMA_BUFFER_TOO_SHORT)
    #expect(diorama_world_render(world, nil, 2, 2, nil, &pixels, 12) == invalid)
    #expect(try read(world, DIORAMA_POSES) == before)
    try Call.ok(diorama_world_close(world))
    #expect(diorama_world_close(world) == DIORAMA_CLOSED)
    #expect(diorama_world_step(world, 1) == DIORAMA_CLOSED)
  }

  @Test func `say when the simulation blows up`() throws {
    let world = try make()
    defer { diorama_world_close(world) }
    try Call.ok(
      diorama_world_write(
        world, Int32(DIORAMA_VELOCITIES), 2, [1e6, 0, 0, 0, 0, 0], 6))
    #expect(diorama_world_step(world, 100) == DIORAMA_DIVERGED)
    try Call.ok(diorama_world_reset(world, nil))
    try Call.ok(diorama_world_step(world, 10))
  }
}
