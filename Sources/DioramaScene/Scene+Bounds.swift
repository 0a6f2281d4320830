// SPDX-License-Identifier: Apache-2.0

package import DioramaMath
internal import Foundation

extension Scene {
  /// The centre and extent of the initial state [m], as in MuJoCo: of the box around the balls around all
  /// shapes but planes, and its longest edge.
  package var automaticBounds: (center: Vector3, extent: Double) {
    let poses = initialPoses
    var low = Vector3(repeating: .infinity)
    var high = Vector3(repeating: -.infinity)
    for shape in shapes {
      guard let (center, radius) = ball(around: shape.geometry) else { continue }
      let place = (poses[shape.body.index] * shape.pose).transform(center)
      low = pointwiseMin(low, place - radius)
      high = pointwiseMax(high, place + radius)
    }
    guard low.x <= high.x else { return (.zero, 2) }  // an empty scene's, in MuJoCo
    return ((low + high) / 2, max((high - low).max(), 1e-5))
  }

  /// Returns the radius of a ball around the origin of `body` that holds its shapes, but for planes [m].
  package func radius(of body: BodyID) -> Double {
    shapes.filter { $0.body == body }.reduce(0) { radius, shape in
      guard let (center, size) = ball(around: shape.geometry) else { return radius }
      return max(radius, shape.pose.transform(center).length + size)
    }
  }

  /// Returns how far `geometry` reaches from its origin along `direction`, a unit vector in its own frame [m].
  package func reach(of geometry: Geometry, along direction: Vector3) -> Double {
    let aside = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    switch geometry {
    case .box(let half):
      return abs(direction.x) * half.x + abs(direction.y) * half.y + abs(direction.z) * half.z
    case .sphere(let radius): return radius
    case .capsule(let radius, let half): return radius + abs(direction.z) * half
    case .cylinder(let radius, let half): return aside * radius + abs(direction.z) * half
    case .plane: return 0
    case .mesh(let id):
      return self[id].positions.reduce(0) { max($0, Vector3($1).dot(direction)) }
    }
  }

  /// Adds a camera that sees everything from the side and above, if there is no camera.
  package mutating func addCameraIfMissing() {
    guard cameras.isEmpty else { return }
    let (center, extent) = automaticBounds
    let back = Vector3(0.72, -0.5, 0.48).normalized
    let right = Vector3.unitZ.cross(back).normalized
    // the whole of a ball with the extent as its diameter, and some room
    let angle = 0.7
    let distance = 0.6 * extent / sin(angle / 2)
    cameras.append(
      Camera(
        name: "overview", body: BodyID(0),
        pose: Pose(center + distance * back, Quaternion(columns: right, back.cross(right), back)),
        fieldOfView: angle))
    let farthest = distance + 2 * extent
    look.clipping =
      min(
        look.clipping.lowerBound, 0.1 * distance)...max(
        look.clipping.upperBound, farthest)
  }

  /// Returns a ball around `geometry` in its own frame; nil for a plane.
  private func ball(around geometry: Geometry) -> (center: Vector3, radius: Double)? {
    switch geometry {
    case .plane: return nil
    case .sphere(let radius): return (.zero, radius)
    case .capsule(let radius, let halfLength): return (.zero, radius + halfLength)
    case .box(let halfSize): return (.zero, halfSize.length)
    case .cylinder(let radius, let halfLength):
      return (.zero, (radius * radius + halfLength * halfLength).squareRoot())
    case .mesh(let id):
      let points = self[id].positions
      guard let first = points.first else { return nil }
      let low = Vector3(points.reduce(first) { pointwiseMin($0, $1) })
      let high = Vector3(points.reduce(first) { pointwiseMax($0, $1) })
      return ((low + high) / 2, (high - low).length / 2)
    }
  }
}
