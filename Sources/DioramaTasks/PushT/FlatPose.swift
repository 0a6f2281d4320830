// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
internal import Foundation

/// A place and a heading on the table.
package struct FlatPose: Hashable {
  /// x and y [m].
  package var place: SIMD2<Double>
  /// The turn about the vertical [rad].
  package var turn: Double

  package init(_ place: SIMD2<Double>, turn: Double) {
    self.place = place
    self.turn = turn
  }

  /// Makes the shadow of a pose: its place, and where its x axis points, on the table.
  package init(_ pose: Pose) {
    let heading = pose.orientation.rotate(.unitX)
    self.init(SIMD2(pose.position.x, pose.position.y), turn: atan2(heading.y, heading.x))
  }

  /// Returns a vector of this pose's frame in the world's.
  func rotate(_ v: SIMD2<Double>) -> SIMD2<Double> {
    let (c, s) = (cos(turn), sin(turn))
    return SIMD2(c * v.x - s * v.y, s * v.x + c * v.y)
  }

  /// Returns a point of this pose's frame in the world's.
  package func transform(_ point: SIMD2<Double>) -> SIMD2<Double> { place + rotate(point) }

  /// Returns a point of the world in this pose's frame.
  package func local(_ point: SIMD2<Double>) -> SIMD2<Double> {
    FlatPose(.zero, turn: -turn).rotate(point - place)
  }

  /// Returns the squared distance to `other` [m²]: of the places, and of a point so far away from both as `arm` [m].
  func squaredError(to other: FlatPose, arm: Double) -> Double {
    let way = place - other.place
    let turned = arm * Self.wrapped(turn - other.turn)
    return (way * way).sum() + turned * turned
  }

  /// Returns `angle` in -π...π.
  static func wrapped(_ angle: Double) -> Double { remainder(angle, 2 * .pi) }
}
