// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// A seven-joint arm that is drawn behind the hand; it touches nothing and weighs nothing.
///
/// Three joints meet in the shoulder, one is the elbow, three meet in the wrist. The wrist stands straight
/// above the hand, or where `arm_wrist` puts it in the hand's frame. The elbow lies above the line from
/// shoulder to wrist, swung to the side so that the forearm does not hide what the hand does. The law of
/// cosines gives it in closed form, so equal hands give equal arms.
struct DrawnArm {
  /// The links `arm_1` (shoulder) to `arm_7` (flange); empty where the scene draws no arm.
  private let links: [BodyID]
  /// The position of the shoulder, where the first three joints meet [m].
  private let shoulder: Vector3
  private let upperLength: Double
  private let forearmLength: Double
  /// The position of the wrist in the hand's frame [m].
  private let wristInHand: Vector3

  /// The angle by which the elbow is swung out of the vertical plane [rad].
  private static let swing = 0.9

  private static let numbers = [
    TaskNumber("arm_lengths", count: 3, in: 0.01...10, "m"),
    TaskNumber("arm_wrist", count: 3, in: -10...10, "m", isOptional: true),
  ]

  init(_ scene: Scene) throws {
    let names = (1...7).map { "arm_\($0)" }
    guard names.contains(where: { scene.body(named: $0) != nil }) else {
      links = []
      (shoulder, upperLength, forearmLength, wristInHand) = (.zero, 0, 0, .zero)
      return
    }
    links = try names.map { try scene.requiredBody($0, .posed) }
    shoulder = scene[links[0]].pose.position
    let numbers = try TaskNumbers(Self.numbers, in: scene)
    let lengths = numbers["arm_lengths"]
    (upperLength, forearmLength) = (lengths[0], lengths[1])
    let wrist = numbers["arm_wrist"]
    wristInHand =
      wrist.isEmpty ? lengths[2] * .unitZ : Vector3(wrist[0], wrist[1], wrist[2])
  }

  /// Poses the links so that the flange holds a hand at `hand`.
  func reach(for hand: Pose, in world: RigidWorld) {
    guard links.count == 7 else { return }
    let wrist = hand.transform(wristInHand)
    let elbow = elbow(for: wrist)
    let yaw = Quaternion(from: .unitX, to: Vector3(wrist.x - shoulder.x, wrist.y - shoulder.y, 0))
    let upper = Quaternion(from: .unitZ, to: elbow - shoulder)
    let lower = Quaternion(from: .unitZ, to: wrist - elbow)
    world.place(links[0], at: Pose(shoulder, yaw))
    world.place(links[1], at: Pose(shoulder, upper))
    world.place(links[2], at: Pose(shoulder, upper))
    world.place(links[3], at: Pose(elbow, yaw))
    world.place(links[4], at: Pose(elbow, lower))
    world.place(links[5], at: Pose(wrist, yaw))
    world.place(links[6], at: Pose(wrist, hand.orientation))
  }

  private func elbow(for wrist: Vector3) -> Vector3 {
    let line = wrist - shoulder
    // a hand out of reach gets a stretched arm
    let distance = min(line.length, (upperLength + forearmLength) * 0.999)
    // a hand that is too near for links of different lengths gets an arm whose ends do not meet
    let along = min(
      max(
        (distance * distance + upperLength * upperLength - forearmLength * forearmLength)
          / (2 * max(distance, 1e-9)), -upperLength), upperLength)
    let height = max(0, upperLength * upperLength - along * along).squareRoot()
    let direction = line.normalized
    let up = (.unitZ - direction.z * direction).normalized
    let swung = Quaternion(angle: Self.swing, axis: direction).rotate(up)
    return shoulder + along * direction + height * swung
  }
}
