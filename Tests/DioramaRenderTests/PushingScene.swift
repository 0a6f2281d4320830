// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import DioramaSceneFiles
import Foundation
import TestSupport

/// The pushing scene, with an arm put where a hand needs it.
enum PushingScene {
  static let path = repository.appending(path: "scenes/pushing.xml").path

  static func make() throws -> Scene { try Scene(contentsOf: path) }

  /// The world poses with the hand, the mug and the coaster where they are told to be.
  static func poses(
    _ scene: Scene, hand: Vector3 = Vector3(-0.12, 0.03, 0.045),
    mug: Vector3 = Vector3(0, 0, 0.0475),
    yaw: Double = 0.6, coaster: Vector3 = Vector3(0.25, 0, 0)
  ) -> [Pose] {
    var poses = scene.initialPoses
    func set(_ name: String, _ pose: Pose) {
      if let body = scene.body(named: name) { poses[body.index] = pose }
    }
    set("hand", Pose(hand))
    set("hand_target", Pose(hand))
    set("mug", Pose(mug, Quaternion(yaw: yaw)))
    set("coaster", Pose(coaster))
    let shoulder = Vector3(-0.46, 0, 0.3)
    let wrist = hand + Vector3(0, 0, 0.155)
    let reach = wrist - shoulder
    let height = max(0.45 * 0.45 - reach.dot(reach) / 4, 0).squareRoot()
    let sideways = reach.cross(.unitZ).normalized
    let elbow = (shoulder + wrist) / 2 + sideways.cross(reach).normalized * height
    let upper = Quaternion(from: .unitZ, to: elbow - shoulder)
    let lower = Quaternion(from: .unitZ, to: wrist - elbow)
    set("arm_1", Pose(shoulder, Quaternion(yaw: atan2(reach.y, reach.x))))
    set("arm_2", Pose(shoulder, upper))
    set("arm_3", Pose(shoulder, upper))
    set("arm_4", Pose(elbow, upper))
    set("arm_5", Pose(elbow, lower))
    set("arm_6", Pose(wrist, lower))
    set("arm_7", Pose(wrist, .identity))
    return poses
  }
}
