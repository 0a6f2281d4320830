// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension SceneWorld {
  /// What can be read from a world as numbers, row by row.
  public enum Quantity: Int, Sendable, CaseIterable {
    /// Of each body, the world pose: x, y, z [m] and the quaternion w, x, y, z.
    case poses
    /// Of each body, the velocity of its centre of mass [m/s] and its angular velocity [rad/s], in the world.
    case velocities
    /// The positions of all joints, in their order: free x, y, z [m] and w, x, y, z; ball w, x, y, z; hinge
    /// [rad]; slide [m].
    case jointPositions
    /// Of each joint, its velocity: hinge [rad/s], slide [m/s], others 0.
    case jointVelocities
    /// Of each actuator, its control.
    case controls
    /// Of each particle of all cloths, its position [m].
    case particles
    /// Of each contact of the last step: the numbers of two shapes, the point [m], the normal from the second
    /// into the first, the depth [m], and the force on the first [N], in the world.
    case contacts
    /// The simulated time [s].
    case time
    /// Of each body, the number of the body that it is attached to; -1 where it is to none.
    case holders
  }

  /// Returns the numbers of `quantity` at the present moment.
  public func read(_ quantity: Quantity) -> [Double] {
    var numbers: [Double] = []
    func add(_ vector: Vector3) {
      numbers.append(vector.x)
      numbers.append(vector.y)
      numbers.append(vector.z)
    }
    switch quantity {
    case .poses:
      let count = scene.bodies.count
      numbers.reserveCapacity(7 * count)
      for index in 0..<count {
        let pose = physics.pose(of: BodyID(index))
        let q = pose.orientation
        add(pose.position)
        numbers.append(q.w)
        add(Vector3(q.x, q.y, q.z))
      }
    case .velocities:
      let count = scene.bodies.count
      numbers.reserveCapacity(6 * count)
      for index in 0..<count {
        add(physics.linearVelocity(of: BodyID(index)))
        add(physics.angularVelocity(of: BodyID(index)))
      }
    case .jointPositions: numbers = physics.jointPositions
    case .jointVelocities:
      numbers = scene.joints.indices.map { physics.velocity(of: JointID($0)) }
    case .controls: numbers = physics.controls
    case .particles: for particle in physics.particles { add(particle) }
    case .contacts:
      for contact in physics.contacts {
        numbers.append(Double(contact.first.index))
        numbers.append(Double(contact.second.index))
        add(contact.point)
        add(contact.normal)
        numbers.append(contact.depth)
        add(contact.force)
      }
    case .time: numbers = [physics.time]
    case .holders:
      numbers = scene.bodies.indices.map {
        physics.holder(of: BodyID($0)).map { Double($0.index) } ?? -1
      }
    }
    return numbers
  }

  /// Sets `quantity`, of one row or of all.
  ///
  /// Poses are of free bodies and of those that the program poses, which are at rest afterwards. Joint
  /// positions are set all together: bodies are at rest then, and controls 0.
  ///
  /// - Parameters:
  ///   - quantity: Poses or velocities, of one body; joint positions; controls.
  ///   - index: The number of the body or actuator; nil for all controls or joint positions.
  ///   - numbers: As ``read(_:)`` returns them.
  /// - Throws: ``SceneWorldError``.
  public func write(
    _ quantity: Quantity, _ index: Int?, _ numbers: [Double]
  ) throws(SceneWorldError) {
    if let bad = numbers.first(where: { !$0.isFinite || abs($0) > 1e6 }) { throw .number(bad) }
    switch (quantity, index) {
    case (.controls, nil):
      try require(numbers, scene.actuators.count, "a control for each actuator")
      physics.controls = numbers
    case (.controls, let index?):
      try require(index, below: scene.actuators.count, "actuator")
      try require(numbers, 1, "a control")
      physics.controls[index] = numbers[0]
    case (.jointPositions, nil):
      try require(numbers, scene.positionCount, "the positions of all joints")
      physics.place(joints: numbers)
    case (.poses, let index?):
      let body = try movable(index)
      try require(numbers, 7, "a position and a quaternion")
      let turn = Quaternion(w: numbers[3], x: numbers[4], y: numbers[5], z: numbers[6])
      guard numbers[3...].contains(where: { abs($0) > 1e-9 }) else { throw .noTurn }
      physics.place(
        body, at: Pose(Vector3(numbers[0], numbers[1], numbers[2]), turn.normalized))
    case (.velocities, let index?):
      let body = try movable(index)
      try require(numbers, 6, "a velocity and an angular velocity")
      physics.setVelocity(
        of: body, linear: Vector3(numbers[0], numbers[1], numbers[2]),
        angular: Vector3(numbers[3], numbers[4], numbers[5]))
    default: throw .notSettable("\(quantity)")
    }
  }

  private func require(
    _ numbers: [Double], _ count: Int, _ meaning: String
  ) throws(SceneWorldError) {
    guard numbers.count == count else {
      throw .numberCount(numbers.count, expected: count, meaning: meaning)
    }
  }

  func require(_ index: Int, below count: Int, _ kind: String) throws(SceneWorldError) {
    guard index >= 0, index < count else { throw .noSuchNumber(kind, index, count: count) }
  }

  /// Returns the body with this number, which is free or posed by the program.
  private func movable(_ index: Int) throws(SceneWorldError) -> BodyID {
    try require(index, below: scene.bodies.count, "body")
    let body = BodyID(index)
    guard scene.isFree(body) || scene[body].isPosedByProgram else {
      throw .fixed(scene[body].name)
    }
    if let holder = physics.holder(of: body) {
      throw .held(scene[body].name, by: scene[holder].name)
    }
    return body
  }

  // MARK: what there is

  /// What the world holds, as JSON: names, in the order of the numbers.
  public var description: String {
    func texts(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
    func number(_ value: Int) -> JSONValue { .integer(UInt64(value)) }
    func range(_ range: ClosedRange<Double>?) -> JSONValue {
      range.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
    }
    let scene = scene
    let joints = scene.joints.enumerated().map { index, joint in
      JSONValue.object([
        "name": .string(joint.name), "kind": .string(joint.kind.rawValue),
        "body": number(joint.body.index), "range": range(joint.range),
        "first_position": number(scene.firstPosition(of: JointID(index))),
        "position_count": number(joint.positionCount),
      ])
    }
    let bodies = scene.bodies.enumerated().map { index, body in
      let isFree = scene.isFree(BodyID(index))
      return JSONValue.object([
        "name": .string(body.name),
        "parent": body.parent.map { number($0.index) } ?? .null,
        "can_be_placed": .bool(isFree || body.isPosedByProgram),
      ])
    }
    let actuators = scene.actuators.map { actuator in
      JSONValue.object([
        "name": .string(actuator.name), "joint": number(actuator.joint.index),
        "range": range(actuator.controlRange),
      ])
    }
    return JSONValue.object([
      "name": .string(scene.name), "time_step": .number(scene.options.timeStep),
      "bodies": .array(bodies), "joints": .array(joints), "actuators": .array(actuators),
      "shapes": texts(scene.shapes.map(\.name)),
      "shape_bodies": .array(scene.shapes.map { number($0.body.index) }),
      "cameras": texts(cameras), "keys": texts(scene.keyframes.map(\.name)),
    ]).description
  }
}
