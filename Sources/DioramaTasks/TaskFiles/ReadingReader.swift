// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A reader of the readings in a task file.
struct ReadingReader {
  let scene: Scene

  /// A bounded reading: one line of `success` or `reward`.
  struct Bounded {
    /// The name in metrics.
    var name: String
    /// Whether the line gives the name itself.
    let isNamed: Bool
    /// The bodies that it is about.
    let things: Set<BodyID>
    let reading: any Reading
    /// The values that are good; nil where the line states none.
    let bounds: ClosedRange<Double>?
    /// The kind and its subjects, by which lines about the same quantity are known.
    let subject: String
    let node: TaskFileNode
  }

  /// The keys of readings.
  static let kinds = [
    "distance", "position", "height", "lowest", "tilt", "angle", "inside", "joint", "sensor",
    "speed", "at_rest", "contact", "overlap", "covered", "level", "crumpling",
  ]

  /// Reads one reading and its bounds from `object`; the caller finishes it.
  func read(_ object: inout TaskFileObject) throws(TaskFileError) -> Bounded {
    let given = object.keys.filter { Self.kinds.contains($0) }
    guard let kind = given.first, given.count == 1 else {
      if given.count > 1 {
        throw object.node.error(
          "has both '\(given[0])' and '\(given[1])'; give each its own braces")
      }
      let stranger = object.keys.first { !["at_most", "at_least", "between"].contains($0) }
      throw object.node.error(
        "has no reading\((stranger ?? "").hint(among: Self.kinds))")
    }
    guard let node = object.take(kind) else {
      throw object.node.error("has no value for '\(kind)'")
    }
    let (reading, words) = try read(kind, node, &object)
    let sensor = reading as? SensorReading
    let things =
      sensor.map { [$0.body(in: scene)] }
      ?? Set(words.compactMap { Landmark($0, in: scene)?.carrier })
    let isYesOrNo = kind == "contact" || kind == "at_rest"
    let isShare = isYesOrNo || ["overlap", "covered", "crumpling"].contains(kind)
    let isTurn = kind == "tilt" || kind == "angle"
    let range = isShare ? 0...1 : isTurn ? 0...180 : -1e6...1e6
    let unit = reading.unit
    var low = try object.take("at_least")?.number(in: range, unit)
    var high = try object.take("at_most")?.number(in: range, unit)
    if let between = object.take("between") {
      guard low == nil, high == nil else {
        throw between.error("stands beside at_least or at_most; keep one")
      }
      let interval = try between.interval(in: range, unit)
      (low, high) = (interval.lowerBound, interval.upperBound)
    }
    if let low, let high, low > high {
      throw object.node.error("asks for at least \(short(low)) and at most \(short(high))")
    }
    if low == nil, high == nil {
      if isYesOrNo { low = 1 }
      if kind == "inside" { high = 0 }
    }
    if let limits = object.limits,
      low ?? -.infinity > limits.upperBound
        || high ?? .infinity < limits.lowerBound
    {
      throw object.node.error(
        "asks for what the joint never reaches; its range is \(short(limits.lowerBound))..."
          + "\(short(limits.upperBound))\(unit == "°" ? unit : " \(unit)")")
    }
    let bounds =
      low == nil && high == nil ? nil : (low ?? -.infinity)...(high ?? .infinity)
    let subject = ([kind] + words).joined(separator: "_")
    let name = try object.take("name")?.string()
    return Bounded(
      name: name ?? subject, isNamed: name != nil, things: things, reading: reading, bounds: bounds,
      subject: subject, node: object.node)
  }

  /// Reads what belongs to a reading of this `kind`, and returns it with the words of its name.
  private func read(
    _ kind: String, _ node: TaskFileNode, _ object: inout TaskFileObject
  ) throws(TaskFileError) -> (any Reading, [String]) {
    switch kind {
    case "distance":
      let (things, names) = try pair(node)
      var mask = Vector3.zero
      for axis in try axes(object.take("along")) ?? [0, 1, 2] { mask[axis] = 1 }
      let letters = (0..<3).filter { mask[$0] == 1 }.map { Self.axisNames[$0] }.joined()
      return (
        DistanceReading(first: things[0], second: things[1], axes: mask),
        names + (letters == "xyz" ? [] : [letters])
      )
    case "position", "height":
      let name = try node.string()
      let axis =
        kind == "height"
        ? 2 : try axes(object.require("axis", example: "\"x\""), count: 1)?[0] ?? 0
      var words = kind == "height" ? [name] : [name, Self.axisNames[axis]]
      var origin: Landmark?
      if let from = object.take("from") {
        origin = try landmark(from)
        words.append(try from.string())
      }
      return (PositionReading(thing: try landmark(node), origin: origin, axis: axis), words)
    case "lowest":
      let shapes = try shapes(node).sorted()
      guard !shapes.isEmpty else { throw node.error("has no shapes") }
      return (LowestReading(shapes: shapes), [try node.string()])
    case "tilt":
      let axis = try direction(object.take("axis")) ?? .unitZ
      return (TiltReading(thing: try landmark(node), axis: axis), [try node.string()])
    case "angle":
      let axis = try direction(object.take("axis")) ?? .unitX
      let (things, names) = try pair(node)
      return (AngleReading(first: things[0], second: things[1], axis: axis), names)
    case "inside":
      let parts = try node.list(count: 2, "a thing, and the box that it is inside of")
      let (box, half) = try self.box(parts[1])
      return (
        InsideReading(thing: try landmark(parts[0]), box: box, halfSize: half),
        [try parts[0].string(), try parts[1].string()]
      )
    case "joint":
      let joint = try self.joint(node)
      let unit = scene[joint].kind == .hinge ? 180 / Double.pi : 1
      object.limits = scene[joint].range.map { $0.lowerBound * unit...$0.upperBound * unit }
      return (
        JointReading(joint: joint, isAngle: scene[joint].kind == .hinge), [scene[joint].name]
      )
    case "sensor": return try sensor(node, &object)
    case "speed": return (SpeedReading(thing: try landmark(node)), [try node.string()])
    case "at_rest":
      guard node.value == .bool(true) else { throw node.error("must be true") }
      return (RestReading(), [])
    case "contact":
      let parts = try node.list(count: 2, "the two things")
      return (
        ContactReading(first: try shapes(parts[0]), second: try shapes(parts[1])),
        [try parts[0].string(), try parts[1].string()]
      )
    case "overlap":
      let parts = try node.list(count: 2, "a thing, and what it lies on")
      return (
        OverlapReading(first: try outlines(parts[0]), second: try outlines(parts[1])),
        [try parts[0].string(), try parts[1].string()]
      )
    case "covered":
      let parts = try node.list(count: 2, "a box, and the cloth on it")
      let (box, half) = try self.box(parts[0])
      let height = try object.take("within")?.number(in: 0...10, "m") ?? 0.02
      return (
        CoverReading(cloth: try cloth(parts[1]), box: box, halfSize: half, height: height),
        [try parts[0].string()]
      )
    case "level": return (LevelReading(cloth: try cloth(node)), [try node.string()])
    default: return (CrumplingReading(cloth: try cloth(node)), [try node.string()])
    }
  }

  private func sensor(
    _ node: TaskFileNode, _ object: inout TaskFileObject
  ) throws(TaskFileError) -> (any Reading, [String]) {
    let name = try node.string()
    guard let sensor = scene.sensors.first(where: { $0.name == name }) else {
      throw node.unknown("the scene has no sensor to read", name, scene.sensors.map(\.name))
    }
    switch sensor.quantity {
    case .jointPosition(let joint), .jointVelocity(let joint):
      let isAngle = scene[joint].kind == .hinge
      return (SensorReading(sensor: sensor, axis: 0, isAngle: isAngle), [name])
    default:
      let axis = try axes(object.require("axis", example: "\"x\""), count: 1)?[0] ?? 0
      return (
        SensorReading(sensor: sensor, axis: axis, isAngle: false), [name, Self.axisNames[axis]]
      )
    }
  }

  // MARK: the things of the scene

  func landmark(_ node: TaskFileNode) throws(TaskFileError) -> Landmark {
    let name = try node.string()
    guard let landmark = Landmark(name, in: scene) else {
      throw node.unknown(
        "the scene has no body, site, geom or cloth", name, Landmark.names(in: scene))
    }
    return landmark
  }

  func body(_ node: TaskFileNode) throws(TaskFileError) -> BodyID {
    let name = try node.string()
    guard let body = scene.body(named: name) else {
      throw node.unknown("the scene has no body", name, scene.bodies.dropFirst().map(\.name))
    }
    return body
  }

  func joint(_ node: TaskFileNode) throws(TaskFileError) -> JointID {
    let name = try node.string()
    let known = scene.joints.filter { $0.kind == .hinge || $0.kind == .slide }.map(\.name)
    guard let joint = scene.joint(named: name), known.contains(name) else {
      throw node.unknown("the scene has no hinge or slide", name, known)
    }
    return joint
  }

  func cloth(_ node: TaskFileNode) throws(TaskFileError) -> ClothID {
    let name = try node.string()
    guard let cloth = scene.cloth(named: name) else {
      throw node.unknown("the scene has no cloth", name, scene.cloths.map(\.name))
    }
    return cloth
  }

  private func pair(_ node: TaskFileNode) throws(TaskFileError) -> ([Landmark], [String]) {
    let parts = try node.list(count: 2, "two things")
    return (
      [try landmark(parts[0]), try landmark(parts[1])],
      [try parts[0].string(), try parts[1].string()]
    )
  }

  /// Finds a box: a box-shaped geom, the only one of a body, or a site with a size.
  private func box(_ node: TaskFileNode) throws(TaskFileError) -> (Landmark, Vector3) {
    let name = try node.string()
    if let site = scene.sites.first(where: { $0.name == name }), let half = site.halfSize {
      return (.carried(by: site.body, at: site.pose), half)
    }
    let shapes =
      scene.shapes.filter { $0.name == name }
      + (scene.body(named: name).map { body in scene.shapes.filter { $0.body == body } } ?? [])
    for shape in shapes {
      if case .box(let half) = shape.geometry {
        return (.carried(by: shape.body, at: shape.pose), half)
      }
    }
    let boxes = scene.shapes.filter { if case .box = $0.geometry { true } else { false } }
    throw node.unknown(
      "the scene has no box-shaped geom or site", name,
      boxes.map(\.name).filter { !$0.contains("#") }
        + scene.sites.filter { $0.halfSize != nil }.map(\.name))
  }

  /// The shapes of a thing: a geom, or all of a body and the bodies fixed to it.
  private func shapes(_ node: TaskFileNode) throws(TaskFileError) -> Set<ShapeID> {
    let name = try node.string()
    if let body = scene.body(named: name) { return scene.shapes(fixedTo: body) }
    if let shape = scene.shapes.firstIndex(where: { $0.name == name }) { return [ShapeID(shape)] }
    throw node.unknown(
      "the scene has no body or geom", name,
      scene.bodies.map(\.name) + scene.shapes.map(\.name).filter { !$0.contains("#") })
  }

  private func outlines(_ node: TaskFileNode) throws(TaskFileError) -> OverlapReading.Outlines {
    let all = try shapes(node).sorted()
    var outlines: OverlapReading.Outlines = []
    for shape in all {
      switch scene[shape].geometry {
      case .box(let half): outlines.append((shape, .rectangle(SIMD2(half.x, half.y))))
      case .cylinder(let radius, _), .sphere(let radius): outlines.append((shape, .disc(radius)))
      case .plane(let half) where half.x > 0 && half.y > 0:
        outlines.append((shape, .rectangle(half)))
      default: continue
      }
    }
    guard !outlines.isEmpty else {
      throw node.error("has no box, cylinder or sphere whose outline could be measured")
    }
    return outlines
  }

  // MARK: axes

  private static let axisNames = ["x", "y", "z"]

  /// Returns the numbers of axes such as `xy`; nil if the text is something else.
  static func axes(_ text: String) -> [Int]? {
    let axes = text.compactMap { axisNames.firstIndex(of: String($0)) }
    return axes.isEmpty || axes.count < text.count || Set(axes).count < axes.count ? nil : axes
  }

  /// Reads axes such as `xy`; nil without a node.
  func axes(_ node: TaskFileNode?, count: Int? = nil) throws(TaskFileError) -> [Int]? {
    guard let node else { return nil }
    let text = try node.string()
    guard let axes = Self.axes(text), count == nil || axes.count == count else {
      throw node.error(
        "is '\(text)'; it must be "
          + (count == 1 ? "x, y or z" : "some of the letters x, y and z, such as \"xy\""))
    }
    return axes
  }

  private func direction(_ node: TaskFileNode?) throws(TaskFileError) -> Vector3? {
    guard let axis = try axes(node, count: 1)?[0] else { return nil }
    return [Vector3.unitX, .unitY, .unitZ][axis]
  }
}

extension TaskFileNode {
  /// Returns an error: no thing is called `name`.
  func unknown(_ what: String, _ name: String, _ known: [String]) -> TaskFileError {
    error("names '\(name)', but \(what) of that name\(hint(name, known, orElse: "there is"))")
  }
}
