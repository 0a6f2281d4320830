// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A quantity that a task file observes: one or several numbers of one thing.
enum Observable {
  /// A quantity of a thing; of vectors along these axes only.
  case place(Landmark, PlaceQuantity, axes: [Int] = [0, 1, 2])
  case joint(JointID, JointQuantity)
  /// The target of the hand, seen from the hand, along these axes.
  case target(Hand, axes: [Int])
  /// Nine points of a cloth: the corners, the middles of the edges and the middle.
  case cloth(ClothID)
  case reading(any Reading)

  /// A quantity of a thing that has a place.
  enum PlaceQuantity: String, CaseIterable {
    case position
    /// The position, and the first two columns of the rotation matrix.
    case pose
    /// Cosine and sine of the direction of the x axis, on the ground.
    case heading
    /// The x and y of the z axis: both 0 while the thing stands upright.
    case axis
    case velocity
    /// The angular velocity.
    case spin

    /// Whether it has a number for each axis, some of which may be asked for.
    var isVector: Bool { [.position, .velocity, .spin].contains(self) }
  }

  /// A quantity of a hinge or a slide.
  enum JointQuantity: String, CaseIterable { case value, velocity }

  /// Returns the elements of the state vector, `name` first in the name of each; `hands` are the bodies that act.
  func elements(_ name: String, in scene: Scene, hands: [BodyID]) -> [StateElement] {
    let isHand =
      switch self {
      case .target: true
      case .place(let thing, _, _): thing.carrier.map(hands.contains) ?? false
      case .joint, .cloth, .reading: false
      }
    func vector(
      _ what: String, _ unit: String, _ range: ClosedRange<Float>, _ axes: [Int] = [0, 1, 2],
      isPlace: Bool = false
    ) -> [StateElement] {
      axes.map {
        StateElement(
          "\(name)\(what) \(["x", "y", "z"][$0])", unit, range,
          isHand ? .hand : isPlace ? .place : .other)
      }
    }
    func single(_ what: String, _ unit: String, _ range: ClosedRange<Float>) -> StateElement {
      StateElement("\(name) \(what)", unit, range, isHand ? .hand : .other)
    }
    switch self {
    case .target(_, let axes): return vector(" target offset", "m", -1...1, axes)
    case .cloth:
      return (0..<9).flatMap { vector(" point \($0)", "m", -10...10, isPlace: true) }
    case .reading(let reading): return [StateElement(name, reading.unit, -1000...1000)]
    case .joint(let joint, let quantity):
      let isAngle = scene[joint].kind == .hinge
      return quantity == .value
        ? [StateElement(name, isAngle ? "rad" : "m", isAngle ? -100...100 : -10...10)]
        : [single("velocity", isAngle ? "rad/s" : "m/s", isAngle ? -50...50 : -20...20)]
    case .place(_, let quantity, let axes):
      switch quantity {
      case .position: return vector("", "m", -10...10, axes, isPlace: true)
      case .pose:
        return vector("", "m", -10...10, isPlace: true) + vector(" x axis", "", -1...1)
          + vector(" y axis", "", -1...1)
      case .heading:
        return [single("heading cosine", "", -1...1), single("heading sine", "", -1...1)]
      case .axis: return [single("axis x", "", -1...1), single("axis y", "", -1...1)]
      case .velocity: return vector(" velocity", "m/s", -20...20, axes)
      case .spin: return vector(" turning rate", "rad/s", -50...50, axes)
      }
    }
  }

  /// Appends the numbers of the present moment.
  func append(to numbers: inout [Double], in world: RigidWorld) {
    func add(_ vector: Vector3, _ axes: [Int] = [0, 1, 2]) {
      for axis in axes { numbers.append(vector[axis]) }
    }
    switch self {
    case .target(let hand, let axes): add(hand.targetOffset(in: world), axes)
    case .cloth(let cloth):
      let sheet = world.cloths[cloth.index]
      let count = sheet.sheet.count
      for row in [0, count.x / 2, count.x - 1] {
        for column in [0, count.y / 2, count.y - 1] {
          add(sheet.position(of: row * count.y + column))
        }
      }
    case .reading(let reading): numbers.append(reading.value(in: world))
    case .joint(let joint, let quantity):
      numbers.append(
        quantity == .value ? world.position(of: joint) : world.velocity(of: joint))
    case .place(let thing, let quantity, let axes):
      let pose = thing.pose(in: world)
      switch quantity {
      case .position: add(pose.position, axes)
      case .pose:
        add(pose.position)
        add(pose.orientation.rotate(.unitX))
        add(pose.orientation.rotate(.unitY))
      case .heading:
        let heading = pose.orientation.rotate(.unitX)
        let flat = Vector3(heading.x, heading.y, 0).normalized
        numbers += [flat.x, flat.y]
      case .axis:
        let axis = pose.orientation.rotate(.unitZ)
        numbers += [axis.x, axis.y]
      case .velocity: add(thing.velocity(in: world), axes)
      case .spin:
        guard case .carried(let body, _) = thing else { return add(.zero, axes) }
        add(world.angularVelocity(of: body), axes)
      }
    }
  }
}
