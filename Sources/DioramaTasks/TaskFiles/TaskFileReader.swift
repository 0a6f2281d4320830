// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A reader of a task file's parts, in the scene that it names.
struct TaskFileReader {
  let scene: Scene
  /// Whether it is a scene by itself, in which nothing need act or succeed.
  let isBare: Bool
  let readings: ReadingReader

  init(_ scene: Scene, isBare: Bool) {
    self.scene = scene
    self.isBare = isBare
    readings = ReadingReader(scene: scene)
  }

  /// Reads the task from the whole `object`.
  func read(_ object: inout TaskFileObject) throws(TaskFileError) -> FileTask {
    let horizon = try object.take("horizon")?.integer(in: 1...1_000_000) ?? (isBare ? 1000 : 50)
    let period = try period(object.take("period"))
    let motion = try motion(object.take("action"), object.node)
    let start = try start(object.take("start"), motion)
    let observed = try observation(object.take("observation"), motion, start)
    let success = try success(&object)
    let reward = try reward(object.take("reward"), success, motion)
    func criterion(_ line: ReadingReader.Bounded) -> FileTask.Criterion {
      FileTask.Criterion(
        name: line.name, reading: line.reading, bounds: line.bounds ?? -.infinity ... .infinity)
    }
    return FileTask(
      horizon: horizon, controlPeriod: period, stateElements: observed.elements, motion: motion,
      start: start, observables: observed.observables,
      success: success.map { FileTask.Clause(alternatives: $0.map { $0.map(criterion) }) },
      reward: reward, plannerSettings: try plannerSettings(object.take("planner")))
  }

  /// Reads the settings of the planner, which are checked when it is made.
  private func plannerSettings(_ node: TaskFileNode?) throws(TaskFileError) -> [String] {
    guard let node else { return [] }
    var object = try node.object()
    var settings: [String] = []
    for key in object.keys {
      if let value = object.take(key) {
        settings.append("\(key)=\(short(try value.number(in: 0...1e6)))")
      }
    }
    return settings
  }

  /// The control period: that of the file, or the multiple of the time step nearest to 0.1 s.
  private func period(_ node: TaskFileNode?) throws(TaskFileError) -> Double {
    let timeStep = scene.options.timeStep
    guard let node else { return max(1, (0.1 / timeStep).rounded()) * timeStep }
    let period = try node.number(in: timeStep...100, "s")
    let steps = (period / timeStep).rounded()
    guard abs(steps * timeStep - period) < 1e-9 else {
      throw node.error(
        "is \(short(period)) s, and the scene's time step is \(short(timeStep)) s; "
          + "it must be a whole number of these, such as \(short(steps * timeStep))")
    }
    return period
  }

  // MARK: action

  private func motion(
    _ node: TaskFileNode?, _ whole: TaskFileNode
  ) throws(TaskFileError) -> TaskMotion {
    var motion = TaskMotion()
    guard let node else {
      // all that there is to move: the actuators, else the only hand
      motion.drives = try drives(allActuators, whole)
      let hands = servos
      if motion.drives.isEmpty, hands.count == 1, let (body, target) = hands.first {
        motion.hand = (try hand(body, target, nil, scale: 0.02, whole), [0, 1, 2])
      }
      guard motion.count > 0 || isBare else {
        throw whole.error(
          "has no action, and the scene has no actuator and no body welded to a mocap body; "
            + "give it one of these")
      }
      return motion
    }
    if case .string = node.value {
      guard try node.string() == "actuators" else {
        throw node.error(
          "is '\(try node.string())'; write \"actuators\" for all of them, or such as "
            + "{\"hand\": \"hand\", \"actuators\": [\"grip\"]}")
      }
      motion.drives = try drives(allActuators, node)
    } else {
      var object = try node.object()
      if let name = object.take("hand") {
        let body = try readings.body(name)
        guard let target = servos.first(where: { $0.body == body })?.target else {
          throw name.error(
            "is '\(scene[body].name)', which no servo moves; weld it to a mocap body in <equality>")
        }
        let axes = try readings.axes(object.take("axes")) ?? [0, 1, 2]
        let scale = try object.take("scale")?.number(in: 1e-4...1, "m") ?? 0.02
        let hand = try hand(body, target, object.take("workspace"), scale: scale, name)
        motion.hand = (hand, axes)
      }
      if let list = object.take("actuators") {
        motion.drives = try drives(named(list), list)
      }
      try object.finish()
    }
    guard motion.count > 0 else {
      throw node.error(
        "moves nothing; name a hand or actuators\(scene.actuators.isEmpty ? "; the scene has none" : "")"
      )
    }
    return motion
  }

  /// The bodies that a weld to a mocap body drives, with that body.
  private var servos: [(body: BodyID, target: BodyID)] {
    scene.equalities.compactMap { equality in
      guard case .weld = equality.kind else { return nil }
      let (first, second) = (equality.first, equality.second)
      let isFree = { (body: BodyID) in scene.joints.contains { $0.body == body && $0.kind == .free }
      }
      if isFree(first), scene[second].isPosedByProgram { return (first, second) }
      if isFree(second), scene[first].isPosedByProgram { return (second, first) }
      return nil
    }
  }

  private func hand(
    _ body: BodyID, _ target: BodyID, _ workspace: TaskFileNode?, scale: Double,
    _ node: TaskFileNode
  ) throws(TaskFileError) -> Hand {
    var lower = Vector3(repeating: -10)
    var upper = Vector3(repeating: 10)
    if let workspace {
      var object = try workspace.object()
      for (index, axis) in ["x", "y", "z"].enumerated() {
        guard let range = try object.take(axis)?.interval(in: -10...10, "m") else { continue }
        (lower[index], upper[index]) = (range.lowerBound, range.upperBound)
      }
      try object.finish()
    }
    do {
      return try Hand(
        body, following: target, scale: scale, workspace: (lower, upper), in: scene)
    } catch { throw node.error("cannot be used: \(error)") }
  }

  /// All actuators, each by itself.
  private var allActuators: [[ActuatorID]] { scene.actuators.indices.map { [ActuatorID($0)] } }

  /// Reads names of actuators, or lists of those that one number drives together.
  private func named(_ list: TaskFileNode) throws(TaskFileError) -> [[ActuatorID]] {
    if list.value == .bool(true) { return allActuators }
    var seen: Set<ActuatorID> = []
    func actuator(_ item: TaskFileNode) throws(TaskFileError) -> ActuatorID {
      let name = try item.string()
      guard let index = scene.actuators.firstIndex(where: { $0.name == name }) else {
        throw item.unknown("the scene has no actuator", name, scene.actuators.map(\.name))
      }
      guard seen.insert(ActuatorID(index)).inserted else {
        throw item.error("names '\(name)' a second time; keep one")
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
  ) throws(TaskFileError) -> [[TaskMotion.Drive]] {
    var drives: [[TaskMotion.Drive]] = []
    for together in ids {
      var group: [TaskMotion.Drive] = []
      for id in together {
        let actuator = scene.actuators[id.index]
        guard let range = actuator.controlRange ?? (isBare ? -1...1 : nil) else {
          throw node.error(
            "moves the actuator '\(actuator.name)', which has no ctrlrange; give it one in the scene"
          )
        }
        group.append(TaskMotion.Drive(actuator: id, range: range))
      }
      drives.append(group)
    }
    return drives
  }

  // MARK: start

  private func start(
    _ node: TaskFileNode?, _ motion: TaskMotion
  ) throws(TaskFileError) -> TaskStart {
    var start = TaskStart()
    guard let node else { return start }
    var object = try node.object()
    if let key = object.take("key") {
      for name in try { () throws(TaskFileError) in
        if case .array = key.value { try key.list() } else { [key] }
      }() {
        let text = try name.string()
        guard let keyframe = scene.keyframes.first(where: { $0.name == text }) else {
          throw name.unknown("the scene has no key frame", text, scene.keyframes.map(\.name))
        }
        start.keyframes.append(keyframe)
      }
    }
    start.settling = try object.take("settle")?.number(in: 0...60, "s") ?? 0
    for name in object.keys where name != "key" && name != "settle" {
      guard let value = object.take(name) else { continue }
      if let joint = scene.joint(named: name),
        scene[joint].kind == .hinge || scene[joint].kind == .slide
      {
        let unit = scene[joint].kind == .hinge ? Double.pi / 180 : 1
        let limits = scene[joint].range.map { $0.lowerBound / unit...$0.upperBound / unit }
        let range = try value.interval(in: limits ?? -1e4...1e4, unit == 1 ? "m" : "°")
        start.joints.append(
          TaskStart.JointStart(
            joint: joint, range: range.lowerBound * unit...range.upperBound * unit))
      } else if let body = scene.body(named: name) {
        start.placements.append(try placement(of: body, value))
      } else {
        throw value.unknown(
          "the scene has no body, hinge or slide", name,
          scene.bodies.dropFirst().map(\.name) + scene.joints.map(\.name))
      }
    }
    return start
  }

  private func placement(
    of body: BodyID, _ node: TaskFileNode
  ) throws(TaskFileError) -> TaskStart.Placement {
    let isFree = scene.joints.contains { $0.body == body && $0.kind == .free }
    guard isFree || scene[body].isPosedByProgram else {
      throw node.error(
        "cannot be placed: '\(scene[body].name)' has neither a <freejoint> nor mocap=\"true\"; "
          + "name its hinge or slide")
    }
    var placement = TaskStart.Placement(body: body)
    var object = try node.object()
    for (index, axis) in ["x", "y", "z"].enumerated() {
      if let range = try object.take(axis)?.interval(in: -100...100, "m") {
        placement.offset[index] = range
      }
    }
    for (index, turn) in ["roll", "pitch", "yaw"].enumerated() {
      if let range = try object.take(turn)?.interval(in: -360...360, "°") {
        placement.turn[index] =
          range.lowerBound * .pi / 180...range.upperBound * .pi / 180
      }
    }
    try object.finish()
    return placement
  }

  // MARK: observation

  private typealias Observed = (elements: [StateElement], observables: [Observable])

  private func observation(
    _ node: TaskFileNode?, _ motion: TaskMotion, _ start: TaskStart
  ) throws(TaskFileError) -> Observed {
    var observed: Observed = ([], [])
    func add(_ name: String, _ observable: Observable) {
      observed.elements += observable.elements(name, in: scene)
      observed.observables.append(observable)
    }
    guard let node else {
      addAllThatMoves(motion, start, add)
      return observed
    }
    for item in try node.list() {
      if case .object = item.value {
        var object = try item.object()
        let line = try readings.read(&object)
        try object.finish()
        add(line.name, .reading(line.reading))
      } else {
        let (name, observable) = try self.observable(item, motion)
        add(name, observable)
      }
    }
    return observed
  }

  /// Adds what is observed by default: the hand, all that moves freely or is placed, all joints, all cloths.
  private func addAllThatMoves(
    _ motion: TaskMotion, _ start: TaskStart, _ add: (String, Observable) -> Void
  ) {
    let hand = motion.hand?.hand
    if let (hand, axes) = motion.hand {
      let (name, place) = (scene[hand.body].name, Landmark.carried(by: hand.body, at: .identity))
      add(name, .place(place, .position, axes: axes))
      add(name, .place(place, .velocity, axes: axes))
      add(name, .target(hand, axes: axes))
    }
    let placed = Set(start.placements.map(\.body))
    for (index, body) in scene.bodies.enumerated() where BodyID(index) != hand?.body {
      let id = BodyID(index)
      let place = Landmark.carried(by: id, at: .identity)
      let kinds = Set(scene.joints.filter { $0.body == id }.map(\.kind))
      if kinds.contains(.free) || kinds.contains(.ball) {
        add(body.name, .place(place, .pose))
        add(body.name, .place(place, .velocity))
        add(body.name, .place(place, .spin))
      } else if placed.contains(id) {
        add(body.name, .place(place, .pose))
      }
    }
    for (index, joint) in scene.joints.enumerated()
    where joint.kind == .hinge || joint.kind == .slide {
      add(joint.name, .joint(JointID(index), .value))
      add(joint.name, .joint(JointID(index), .velocity))
    }
    for (index, cloth) in scene.cloths.enumerated() { add(cloth.name, .cloth(ClothID(index))) }
  }

  /// Reads what is observed, such as `mug.velocity`, or `mug.velocity.xy` for some axes only.
  private func observable(
    _ node: TaskFileNode, _ motion: TaskMotion
  ) throws(TaskFileError) -> (String, Observable) {
    // names may hold dots themselves
    var parts = try node.string().split(separator: ".", omittingEmptySubsequences: false)
      .map(String.init)
    var axes = [0, 1, 2]
    if parts.count > 2, let last = parts.last, let asked = ReadingReader.axes(last) {
      axes = asked
      parts.removeLast()
    }
    let quantity = parts.count > 1 ? parts.removeLast() : ""
    let name = parts.joined(separator: ".")
    if let hand = motion.hand?.hand, name == scene[hand.body].name, quantity == "target" {
      return (name, .target(hand, axes: axes))
    }
    if let joint = scene.joint(named: name), scene.body(named: name) == nil,
      scene[joint].kind == .hinge || scene[joint].kind == .slide
    {
      guard let quantity = Observable.JointQuantity(rawValue: quantity) else {
        throw unknown(quantity, of: name, Observable.JointQuantity.allCases.map(\.rawValue), node)
      }
      return (name, .joint(joint, quantity))
    }
    guard let thing = Landmark(name, in: scene) else {
      throw node.unknown(
        "the scene has no body, site, geom, cloth, hinge or slide", name,
        Landmark.names(in: scene) + scene.joints.map(\.name))
    }
    if case .cloth(let cloth) = thing, quantity == "points" { return (name, .cloth(cloth)) }
    guard let place = Observable.PlaceQuantity(rawValue: quantity) else {
      let known = Observable.PlaceQuantity.allCases.map(\.rawValue)
      throw unknown(quantity, of: name, known + ["points", "target"], node)
    }
    guard axes.count == 3 || place.isVector else {
      throw node.error("asks for some axes, which '\(quantity)' does not have")
    }
    return (name, .place(thing, place, axes: axes))
  }

  private func unknown(
    _ quantity: String, of name: String, _ known: [String], _ node: TaskFileNode
  ) -> TaskFileError {
    let what = quantity.isEmpty ? "names no quantity of '\(name)'" : "asks for '\(quantity)'"
    return node.error(
      "\(what); write such as \"\(name).\(known[0])\"\(quantity.hint(among: known))")
  }
}
