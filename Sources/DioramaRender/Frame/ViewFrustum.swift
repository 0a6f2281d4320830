// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
package import DioramaScene
import Glibc

/// The field of view of a camera, roughly: things outside it are not sent to the driver.
struct ViewFrustum {
  private let view: Pose
  private let slope: SIMD2<Double>
  private let stretch: SIMD2<Double>

  init(_ camera: Camera, _ poses: Span<Pose>, _ plan: FramePlan) {
    view = camera.pose(poses).inverse
    let height = tan(camera.fieldOfView / 2)
    slope = SIMD2(height * Double(plan.width) / Double(plan.height), height)
    stretch = (slope * slope + 1).squareRoot()
  }

  /// Whether a part of the ball around `piece` may be in the image.
  func reaches(_ piece: BakedGeometry.Piece, _ poses: Span<Pose>) -> Bool {
    let center = view.transform(poses[piece.frame].transform(piece.center))
    let edge = slope * max(0, -center.z) + stretch * piece.radius
    return -center.z > -piece.radius && abs(center.x) <= edge.x && abs(center.y) <= edge.y
  }

  /// Returns the distance along the viewing direction [m].
  func distance(_ piece: BakedGeometry.Piece, _ poses: Span<Pose>) -> Double {
    -view.transform(poses[piece.frame].transform(piece.center)).z
  }
}

extension Camera {
  /// Returns its present pose in the world, turned to its target if it has one.
  package func pose(_ poses: Span<Pose>) -> Pose {
    let pose = poses[body.index] * self.pose
    guard let target else { return pose }
    let back = pose.position - poses[target.index].position
    guard back.length > 1e-9 else { return pose }
    let z = back.normalized
    var x = Vector3.unitZ.cross(z)
    if x.length < 1e-6 { x = .unitX }
    x = x.normalized
    return Pose(pose.position, Quaternion(columns: x, z.cross(x), z))
  }
}
