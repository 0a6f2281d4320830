// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension TaskFileReader {
  /// Lines that hold together, and others instead of them.
  typealias Alternatives = [[ReadingReader.Bounded]]

  /// Reads the lines of `success`, each with its bounds, or `any` of several.
  func success(_ object: inout TaskFileObject) throws(TaskFileError) -> [Alternatives] {
    guard !isBare else { return [] }
    let node = try object.require(
      "success", example: "[{\"distance\": [\"mug\", \"coaster\"], \"at_most\": 0.03}]")
    var names: Set<String> = []
    func line(_ item: TaskFileNode) throws(TaskFileError) -> ReadingReader.Bounded {
      var object = try item.object()
      var line = try readings.read(&object)
      try object.finish()
      guard line.bounds != nil else {
        throw item.error("has no bound; give at_most, at_least or between")
      }
      let name = line.name
      var number = 2
      while !names.insert(line.name).inserted {
        guard !line.isNamed else {
          throw item.error("is called '\(name)', as another line is; give it another \"name\"")
        }
        line.name = "\(name)_\(number)"
        number += 1
      }
      return line
    }
    var clauses: [Alternatives] = []
    for item in try node.list() {
      guard case .object(let values) = item.value, values["any"] != nil else {
        clauses.append([[try line(item)]])
        continue
      }
      var object = try item.object()
      var alternatives: Alternatives = []
      for alternative in try object.take("any")?.list() ?? [] {
        var lines: [ReadingReader.Bounded] = []
        if case .array = alternative.value {
          for part in try alternative.list() { lines.append(try line(part)) }
        } else {
          lines.append(try line(alternative))
        }
        alternatives.append(lines)
      }
      try object.finish()
      guard !alternatives.isEmpty else { throw item.error("has no alternative") }
      clauses.append(alternatives)
    }
    guard !clauses.isEmpty else { throw node.error("is empty; success needs a line") }
    return clauses
  }

  /// Reads the dense reward; without one it is made of the lines of success.
  func reward(
    _ node: TaskFileNode?, _ clauses: [Alternatives], _ acting: Embodiments
  ) throws(TaskFileError) -> TaskReward? {
    let success = clauses.flatMap { $0.flatMap(\.self) }
    guard let node else {
      guard !success.isEmpty else { return nil }
      if let other = clauses.first(where: { $0.count > 1 })?.first?.first {
        throw other.node.text.error(
          at: [], "success has alternatives, so that no reward follows from it; give a 'reward'")
      }
      let factors = success.map { line in
        TaskReward.Factor(
          name: line.name, reading: line.reading, bounds: line.bounds ?? -.infinity ... .infinity,
          margin: .open)
      }
      let reach = reach(for: success, acting)
      return TaskReward(
        gates: reach.isEmpty ? factors : [],
        terms: reach.isEmpty
          ? [] : [.init(weight: 0.8, factors: factors), .init(weight: 0.2, factors: reach)])
    }
    var reward = TaskReward(gates: [])
    for item in try node.list() {
      var object = try item.object()
      let weight = try object.take("weight")?.number(in: 1e-6...1e6)
      var factors: [TaskReward.Factor] = []
      if let all = object.take("all") {
        for part in try all.list() {
          var object = try part.object()
          factors.append(try factor(&object, success))
        }
        guard !factors.isEmpty else { throw all.error("is empty; give it readings") }
        try object.finish()
      } else {
        factors.append(try factor(&object, success))
      }
      if let weight {
        reward.terms.append(.init(weight: weight, factors: factors))
      } else {
        reward.gates += factors
      }
    }
    guard !reward.gates.isEmpty || !reward.terms.isEmpty else {
      throw node.error("is empty; leave it out, and it follows from success")
    }
    return reward
  }

  /// Reads a factor of the reward; its bounds are by default those of the same reading in success.
  private func factor(
    _ object: inout TaskFileObject, _ success: [ReadingReader.Bounded]
  ) throws(TaskFileError) -> TaskReward.Factor {
    let line = try readings.read(&object)
    let margin = try object.take("margin")?.number(in: 1e-6...1e6, line.reading.unit)
    try object.finish()
    guard
      let bounds = line.bounds ?? success.first(where: { $0.subject == line.subject })?.bounds
    else {
      throw line.node.error(
        "has no bounds, and success has no line about the same; give at_most, at_least or between")
    }
    return TaskReward.Factor(
      name: line.name, reading: line.reading, bounds: bounds,
      margin: margin.map { .given($0) } ?? .none)
  }

  /// The factors of reaching for what success is about: the tool's distance from the free bodies in it.
  private func reach(
    for success: [ReadingReader.Bounded], _ acting: Embodiments
  ) -> [TaskReward.Factor] {
    guard let tool = acting.toolPlace else { return [] }
    let meant = success.reduce(into: Set<BodyID>()) { $0.formUnion($1.things) }
    // what hangs on the hand itself, such as fingers, need not be reached
    func isOfHand(_ body: BodyID) -> Bool {
      body == tool.body || scene[body].parent.map(isOfHand) == true
    }
    var factors: [TaskReward.Factor] = []
    for (index, body) in scene.bodies.enumerated() {
      let id = BodyID(index)
      let moves = scene.joints.contains { $0.body == id && $0.kind != .ball }
      guard moves, meant.contains(id), !isOfHand(id) else { continue }
      let touching = scene.radius(of: id) + scene.radius(of: tool.body)
      factors.append(
        TaskReward.Factor(
          name: "distance_\(scene[tool.body].name)_\(body.name)",
          reading: DistanceReading(
            first: .carried(by: tool.body, at: tool.place), second: .carried(by: id, at: .identity),
            axes: Vector3(1, 1, 1)),
          bounds: 0...touching, margin: .open, reached: id))
    }
    return factors
  }

  /// Checks the starts of the task, and sets the margins that the file leaves open by them.
  ///
  /// - Returns: Likely mistakes.
  func finish(
    _ task: inout FileTask, in world: RigidWorld, _ whole: TaskFileNode
  ) throws(TaskFileError) -> [String] {
    var excesses = Array(repeating: 0.0, count: task.reward?.factors.count ?? 0)
    var unmet: Set<BodyID> = []
    var misses: [String: Double] = [:]
    var solvedCount = 0
    var blocked: [Misplacement] = []
    let count = task.start.isRandom ? 16 : 1
    for seed in 0..<UInt64(count) {
      world.reset()
      var layout = RandomStream("layout", seed: seed)
      let overlaps = task.start.arrange(task.embodiment, in: world, layout: &layout)
      if let first = overlaps.first { blocked.append(first) }
      if task.measure(world).isSuccess { solvedCount += 1 }
      for (index, factor) in (task.reward?.factors ?? []).enumerated() {
        excesses[index] = max(excesses[index], factor.excess(in: world))
      }
      for line in task.success.flatMap({ $0.alternatives.flatMap(\.self) }) {
        let excess = line.bounds.excess(of: line.reading.value(in: world))
        misses[line.name] = max(misses[line.name] ?? 0, excess)
        if excess > 0 { unmet.formUnion(line.things) }
      }
    }
    task.reward?.setOpenMargins(excesses)
    // what is as it should be from the start need not be reached
    task.reward?.reach(only: unmet)
    task.success = task.success.map { clause in
      FileTask.Clause(
        alternatives: clause.alternatives.map { lines in
          lines.map { line in
            var line = line
            line.scale = line.bounds.scale(seen: misses[line.name] ?? 0)
            return line
          }
        })
    }
    if let first = blocked.first, blocked.count == count {
      throw whole.text.error(
        at: ["start"],
        "every start overlaps, whatever is drawn \(TaskStart.attempts) times: \(first); "
          + "move the ranges apart")
    }
    if solvedCount == count, !task.success.isEmpty {
      throw whole.text.error(
        at: ["success"],
        "success holds at each of \(count) starts, before anything was done; ask for more")
    }
    var warnings: [String] = []
    if let first = blocked.first {
      warnings.append(
        "\(blocked.count) of \(count) starts overlap, whatever is drawn "
          + "\(TaskStart.attempts) times: \(first); move the ranges apart")
    }
    if let hand = task.embodiment.first(HandControl.self)?.hand,
      scene.parameters["servo_force"] == nil
    {
      warnings.append(
        "'\(scene[hand.body].name)' pushes with any force, into walls too; give the scene a numeric "
          + "servo_force [N], such as 20")
    }
    if solvedCount > 0 { warnings.append("\(solvedCount) of \(count) starts are solved already") }
    return warnings
  }
}
