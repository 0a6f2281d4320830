// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

extension Scene {
  /// The world poses of all bodies in the initial state, `[bodies]`.
  public var initialPoses: [Pose] {
    var poses: [Pose] = []
    poses.reserveCapacity(bodies.count)
    for body in bodies {
      poses.append(body.parent.map { poses[$0.index] * body.pose } ?? body.pose)
    }
    return poses
  }
}
