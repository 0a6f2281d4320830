// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaScene

/// The action: what acts in the scene, and how far.
extension TaskFileReader {
  /// Reads what acts; without a word about it all actuators do, else the only hand.
  func embodiment(
    _ node: TaskFileNode?, _ whole: TaskFileNode
  ) throws(TaskFileError) -> Embodiments {
    var acting = Embodiments()
    func add(_ groups: [[ActuatorID]], _ node: TaskFileNode) throws(TaskFileError) {
      guard !groups.isEmpty else { return }
      acting.parts.append(ActuatorControl(drives: try drives(groups, node)))
    }
    guard let node else {
      try add(allActuators, whole)
      let hands = servos
      if acting.parts.isEmpty, hands.count == 1, let (body, target) = hands.first {
        let hand = try hand(body, target, in: Self.everywhere, scale: Self.usualScale, whole)
        acting.parts.append(HandControl(hand))
      }
      guard acting.actionCount > 0 || isBare else {
        throw whole.error(
          "has no action, and the scene has no actuator and no body welded to a mocap body; "
            + "give it one of these")
      }
      return acting
    }
    if case .string = node.value {
      guard try node.string() == "actuators" else {
        throw node.error(
          "is '\(try node.string())'; write \"actuators\" for all of them, or such as "
            + "{\"hand\": \"hand\", \"actuators\": [\"grip\"]}")
      }
      try add(allActuators, node)
    } else {
      var object = try node.object()
      if let name = object.take("hand") { acting.parts.append(try hand(name, &object)) }
      if let name = object.take("arm") {
        guard acting.parts.isEmpty else {
          throw name.error("stands beside 'hand'; keep one of them")
        }
        acting.parts.append(try arm(name, &object))
      }
      if let list = object.take("actuators") {
        // those of the arm have their numbers already
        let arm = acting.first(ArmControl.self)?.arm.links.map(\.actuator) ?? []
        try add(named(list, but: Set(arm)), list)
      }
      if let list = object.take("grasp") {
        acting.parts.append(try grasp(list, object.take("reach"), by: acting.toolPlace))
      }
      try object.finish()
    }
    guard acting.actionCount > 0 else {
      throw node.error(
        "moves nothing; name a hand, an arm or actuators"
          + (scene.actuators.isEmpty ? "; the scene has no actuators" : ""))
    }
    return acting
  }

  // MARK: hand

  private static let everywhere = (
    lower: Vector3(repeating: -10), upper: Vector3(repeating: 10)
  )
  /// How far an action of ±1 moves a hand or a tool [m].
  private static let usualScale = 0.02

  private func hand(
    _ name: TaskFileNode, _ object: inout TaskFileObject
  ) throws(TaskFileError) -> HandControl {
    let body = try readings.body(name)
    guard let target = servos.first(where: { $0.body == body })?.target else {
      throw name.error(
        "is '\(scene[body].name)', which no servo moves; "
          + (scene.isFree(body) ? "" : "give it a <freejoint/>, and ")
          + "weld it to a mocap body in <equality>")
    }
    let axes = try readings.axes(object.take("axes")) ?? [0, 1, 2]
    let scale = try object.take("scale")?.number(in: 1e-4...1, "m") ?? Self.usualScale
    let workspace = try workspace(object.take("workspace"))
    return HandControl(try hand(body, target, in: workspace, scale: scale, name), axes: axes)
  }

  private func hand(
    _ body: BodyID, _ target: BodyID, in workspace: (lower: Vector3, upper: Vector3),
    scale: Double, _ node: TaskFileNode
  ) throws(TaskFileError) -> Hand {
    do {
      return try Hand(body, following: target, scale: scale, workspace: workspace, in: scene)
    } catch { throw node.error("cannot be used: \(error)") }
  }

  private func workspace(
    _ node: TaskFileNode?
  ) throws(TaskFileError) -> (lower: Vector3, upper: Vector3) {
    guard let node else { return Self.everywhere }
    var (lower, upper) = Self.everywhere
    var object = try node.object()
    for (index, axis) in ["x", "y", "z"].enumerated() {
      guard let range = try object.take(axis)?.interval(in: -10...10, "m") else { continue }
      (lower[index], upper[index]) = (range.lowerBound, range.upperBound)
    }
    try object.finish()
    return (lower, upper)
  }

  /// The bodies that a weld to a mocap body drives, with that body.
  private var servos: [(body: BodyID, target: BodyID)] {
    scene.equalities.compactMap { equality in
      guard case .weld = equality.kind else { return nil }
      let (first, second) = (equality.first, equality.second)
      if scene.isFree(first), scene[second].isPosedByProgram { return (first, second) }
      if scene.isFree(second), scene[first].isPosedByProgram { return (second, first) }
      return nil
    }
  }

  // MARK: arm

  private func arm(
    _ name: TaskFileNode, _ object: inout TaskFileObject
  ) throws(TaskFileError) -> ArmControl {
    let text = try name.string()
    guard case .carried(let carrier, let place)? = Landmark(text, in: scene) else {
      throw name.unknown(
        "the scene has no body, site or geom", text, Landmark.names(in: scene))
    }
    let kinematics: ArmKinematics
    do { kinematics = try ArmKinematics(scene, carrier: carrier, place: place) } catch {
      throw name.error("cannot be used: \(error)")
    }
    var isOfJoints = false
    if let moves = object.take("moves") {
      let kind = try moves.string()
      guard ["tool", "joints"].contains(kind) else {
        throw moves.error("is '\(kind)'; write \"tool\" or \"joints\"")
      }
      isOfJoints = kind == "joints"
    }
    let scale = try object.take("scale")?.number(in: 1e-4...1, isOfJoints ? "rad" : "m")
    var mode = ArmControl.Mode.joints
    if !isOfJoints {
      mode = .tool(axes: try readings.axes(object.take("axes")) ?? [0, 1, 2])
    }
    return ArmControl(
      kinematics, mode, scale: scale ?? (isOfJoints ? 0.1 : Self.usualScale),
      workspace: try workspace(isOfJoints ? nil : object.take("workspace")))
  }

  private func grasp(
    _ list: TaskFileNode, _ reach: TaskFileNode?, by tool: (body: BodyID, place: Pose)?
  ) throws(TaskFileError) -> GraspControl {
    guard let tool else { throw list.error("needs a 'hand' or an 'arm' that takes hold") }
    var bodies: [BodyID] = []
    for item in try list.list() {
      let body = try readings.body(item)
      guard scene.isFree(body), body != tool.body else {
        throw item.error("is '\(scene[body].name)', which cannot be held; name a free body")
      }
      bodies.append(body)
    }
    guard !bodies.isEmpty else { throw list.error("is empty; name free bodies") }
    return GraspControl(
      by: tool.body, at: tool.place, of: bodies,
      reach: try reach?.number(in: 1e-3...10, "m") ?? 0.05)
  }

  // MARK: actuators

  /// All actuators, each by itself.
  private var allActuators: [[ActuatorID]] { scene.actuators.indices.map { [ActuatorID($0)] } }

  /// Reads names of actuators, or lists of those that one number drives together.
  private func named(
    _ list: TaskFileNode, but arm: Set<ActuatorID>
  ) throws(TaskFileError) -> [[ActuatorID]] {
    if list.value == .bool(true) { return allActuators.filter { !arm.contains($0[0]) } }
    var seen: Set<ActuatorID> = []
    func actuator(_ item: TaskFileNode) throws(TaskFileError) -> ActuatorID {
      let name = try item.string()
      guard let index = scene.actuators.firstIndex(where: { $0.name == name }) else {
        throw item.unknown("the scene has no actuator", name, scene.actuators.map(\.name))
      }
      guard seen.insert(ActuatorID(index)).inserted else {
        throw item.error("names '\(name)' a second time; keep one")
      }
      guard !arm.contains(ActuatorID(index)) else {
        throw item.error("names '\(name)', which the arm drives already; leave it out")
      }
      return ActuatorID(index)
    }
    var found: [[ActuatorID]] = []
    for item in try list.list() {
      guard case .array = item.value else {
        found.append([try actuator(item)])
        continue
      }
      var together: [ActuatorID] = []
      for part in try item.list() { together.append(try actuator(part)) }
      guard !together.isEmpty else { throw item.error("is empty; name actuators") }
      found.append(together)
    }
    guard !found.isEmpty else { throw list.error("is empty; name actuators, or leave it out") }
    return found
  }

  private func drives(
    _ ids: [[ActuatorID]], _ node: TaskFileNode
  ) throws(TaskFileError) -> [[ActuatorControl.Drive]] {
    var drives: [[ActuatorControl.Drive]] = []
    for together in ids {
      var group: [ActuatorControl.Drive] = []
      for id in together {
        let actuator = scene.actuators[id.index]
        guard let range = actuator.controlRange ?? (isBare ? -1...1 : nil) else {
          throw node.error(
            "moves the actuator '\(actuator.name)', which has no ctrlrange; give it one in the scene"
          )
        }
        group.append(ActuatorControl.Drive(actuator: id, range: range))
      }
      drives.append(group)
    }
    return drives
  }
}
