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
    let body = try embodiment(object.take("action"), object.node)
    let start = try start(object.take("start"))
    let observed = try observation(object.take("observation"), body, start)
    let success = try success(&object)
    let reward = try reward(object.take("reward"), success, body)
    func requirement(_ line: ReadingReader.Bounded) -> FileTask.Requirement {
      FileTask.Requirement(
        name: line.name, reading: line.reading, bounds: line.bounds ?? -.infinity ... .infinity,
        things: line.things)
    }
    return FileTask(
      horizon: horizon, controlPeriod: period, stateElements: observed.elements,
      embodiment: body, start: start, observables: observed.observables,
      success: success.map { FileTask.Clause(alternatives: $0.map { $0.map(requirement) }) },
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

  // MARK: start

  private func start(_ node: TaskFileNode?) throws(TaskFileError) -> TaskStart {
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
    guard scene.isFree(body) || scene[body].isPosedByProgram else {
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
    _ node: TaskFileNode?, _ body: Embodiments, _ start: TaskStart
  ) throws(TaskFileError) -> Observed {
    var observed: Observed = ([], [])
    let hands = [body.first(HandControl.self)?.hand.body, body.first(ArmControl.self)?.arm.carrier]
    func add(_ name: String, _ observable: Observable) {
      observed.elements += observable.elements(name, in: scene, hands: hands.compactMap(\.self))
      observed.observables.append(observable)
    }
    guard let node else {
      addAllThatMoves(body, start, add)
      return observed
    }
    for item in try node.list() {
      if case .object = item.value {
        var object = try item.object()
        let line = try readings.read(&object)
        try object.finish()
        add(line.name, .reading(line.reading))
      } else {
        let (name, observable) = try self.observable(item, body)
        add(name, observable)
      }
    }
    return observed
  }

  /// Adds what is observed by default: the hand or an arm's tool, all that moves freely or is placed, all joints,
  /// all cloths.
  private func addAllThatMoves(
    _ acting: Embodiments, _ start: TaskStart, _ add: (String, Observable) -> Void
  ) {
    let hand = acting.first(HandControl.self)?.hand
    if let control = acting.first(HandControl.self) {
      let (hand, axes) = (control.hand, control.axes)
      let (name, place) = (scene[hand.body].name, Landmark.carried(by: hand.body, at: .identity))
      add(name, .place(place, .position, axes: axes))
      add(name, .place(place, .velocity, axes: axes))
      add(name, .target(hand, axes: axes))
    }
    if let arm = acting.first(ArmControl.self)?.arm {
      let tool = Landmark.carried(by: arm.carrier, at: arm.place)
      add("tool", .place(tool, .position))
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
    _ node: TaskFileNode, _ body: Embodiments
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
    if let hand = body.first(HandControl.self)?.hand, name == scene[hand.body].name,
      quantity == "target"
    {
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
