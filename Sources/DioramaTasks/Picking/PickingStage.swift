// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene
internal import Foundation

/// The stage of the picking task: the block, what lies beside it, the tray and the gripper.
struct PickingStage: Stage {
  let block: BodyID
  /// What is not to be picked.
  let others: [BodyID]
  /// The tray's centre [m].
  let tray: Vector3
  let hand: Hand
  /// The fingers, which one number drives: -1 opens them, 1 closes them.
  let gripper: ActuatorControl
  let success: Success
  /// The place to which the expert brings the block, relative to the tray [m].
  var expertOffset = Vector3.zero
  /// Whether the expert lets go of a block that has arrived.
  var expertLetsGo = true
  private let blockRange: [Double]
  private let handRange: [Double]

  /// The thresholds of success.
  struct Success {
    /// The largest distance from the tray's centre along x and y [m].
    let offset: Double
    /// The largest height of the block's centre [m].
    let height: Double
    /// The largest speed that counts as rest [m/s].
    let speed: Double
    /// The least distance of the fingertips from the block [m].
    let distance: Double
  }

  private static let numbers = [
    TaskNumber("block_range", count: 4, in: -1...1, "m", isInterval: true),
    TaskNumber("hand_range", count: 3, in: 0...1, "m"),
    TaskNumber("success_offset", in: 0.001...1, "m"),
    TaskNumber("success_height", in: 0.001...1, "m"),
    TaskNumber("success_speed", in: 0...10, "m/s"),
    TaskNumber("success_distance", in: 0...1, "m"),
  ]

  init(_ scene: Scene) throws {
    block = try scene.requiredBody("block", .free)
    hand = try Hand(scene)
    others = try ["cylinder", "bar"].map { try scene.requiredBody($0, .free) }
    tray = scene[try scene.requiredBody("tray")].pose.position
    gripper = ActuatorControl(drives: [
      try ["left", "right"].map { try Self.finger($0, in: scene) }
    ])
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    blockRange = numbers["block_range"]
    handRange = numbers["hand_range"]
    success = Success(
      offset: numbers.number("success_offset"), height: numbers.number("success_height"),
      speed: numbers.number("success_speed"), distance: numbers.number("success_distance"))
  }

  private static func finger(
    _ name: String, in scene: Scene
  ) throws(TaskError) -> ActuatorControl.Drive {
    guard let index = scene.actuators.firstIndex(where: { $0.name == name }),
      case .position = scene.actuators[index].kind, let range = scene.actuators[index].controlRange
    else {
      throw .missingFinger(name, scene: scene.name)
    }
    return ActuatorControl.Drive(actuator: ActuatorID(index), range: range)
  }

  /// Puts everything where an episode starts: things on the table, apart from each other if one of 100 draws is.
  mutating func begin(in world: RigidWorld, layout: inout RandomStream) {
    var taken: [SIMD2<Double>] = []
    for body in [block] + others {
      var place = SIMD2<Double>.zero
      for _ in 0..<100 {  // a scene file may leave no room
        place = randomPlace(&layout)
        if taken.allSatisfy({ length($0 - place) > Self.room }) { break }
      }
      taken.append(place)
      put(body, at: place, yaw: layout.uniform(in: -Double.pi / 4...Double.pi / 4), in: world)
    }
    let start = world.scene[hand.body].pose.position
    hand.place(at: start + layout.offset(within: handRange), in: world)
    expertOffset = .zero
    expertLetsGo = true
  }

  /// Returns a place on the table drawn uniformly from where things start [m].
  func randomPlace(_ stream: inout RandomStream) -> SIMD2<Double> {
    let x = stream.uniform(in: blockRange[0]...blockRange[1])
    return SIMD2(x, stream.uniform(in: blockRange[2]...blockRange[3]))
  }

  /// Puts a thing on the table, at rest.
  func put(_ body: BodyID, at place: SIMD2<Double>, yaw: Double, in world: RigidWorld) {
    let height = world.scene[body].pose.position.z
    world.place(body, at: Pose(Vector3(place.x, place.y, height), Quaternion(yaw: yaw)))
  }

  /// The least distance between two things at the start: the open fingers fit between [m].
  private static let room = 0.09

  /// Returns the share by which the fingers are told to be closed, 0...1.
  func grip(_ world: RigidWorld) -> Double {
    let drive = gripper.drives[0][0]
    let width = drive.range.upperBound - drive.range.lowerBound
    return (world.controls[drive.actuator.index] - drive.range.lowerBound) / width
  }

  /// Returns the way that the fingers have closed, of one of them [m].
  func closing(_ world: RigidWorld) -> Double {
    let travels = gripper.drives[0].map {
      world.position(of: world.scene.actuators[$0.actuator.index].joint)
    }
    return travels.reduce(0, +) / Double(travels.count)
  }

  /// Returns the state vector of ``PickingTask``.
  func observe(_ world: RigidWorld) -> [Double] {
    let block = world.pose(of: block)
    let heading = block.orientation.rotate(.unitX)
    let vectors = [
      hand.position(in: world), hand.velocity(in: world), hand.targetOffset(in: world),
      block.position, world.linearVelocity(of: self.block),
    ]
    return vectors.flatMap(\.numbers) + [heading.x, heading.y]
      + [closing(world), grip(world)]
      + others.flatMap { body in
        let place = world.pose(of: body).position
        return [place.x, place.y]
      }
  }

  /// Measures success, the quantities that decide it, and the validity of the physics.
  func measure(_ world: RigidWorld) -> PickingMeasures {
    let block = world.pose(of: block).position
    let offset = block - tray
    return PickingMeasures(
      trayOffset: max(abs(offset.x), abs(offset.y)), height: block.z,
      speed: world.linearVelocity(of: self.block).length,
      handDistance: (hand.position(in: world) - block).length,
      deepestContact: world.telemetry.deepestContact,
      solverMessages: world.telemetry.messageCount, limits: success)
  }

  /// The part of an episode's state that is not physics: the expert's plan.
  var state: [Double] {
    get { [expertOffset.x, expertOffset.y, expertOffset.z, expertLetsGo ? 1 : 0] }
    set {
      expertOffset = Vector3(newValue[0], newValue[1], newValue[2])
      expertLetsGo = newValue[3] != 0
    }
  }
}
