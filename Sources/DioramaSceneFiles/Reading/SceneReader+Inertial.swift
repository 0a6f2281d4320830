// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// Reads the mass and inertia that `element` states for the body.
  ///
  /// `isMoving` says whether the body has joints of its own.
  func readInertial(_ element: MarkupElement, _ body: BodyID, isMoving: Bool) {
    if settings.inertiaFromShapes == true {
      return note(element, .ignored, "inertiafromgeom is true in <compiler>, so the geoms count")
    }
    let item = SceneItem(element)
    for name in ["mass", "pos"] where !item.has(name) {
      refuse(element, .missingAttribute(name))
    }
    var inertial = Inertial(
      pose: pose(item), mass: item.number("mass") ?? 1, inertia: Vector3(1, 1, 1))
    if let full = item["fullinertia"], let m = item.numbers("fullinertia") {
      let turned = ["quat", "euler", "axisangle", "xyaxes", "zaxis"].contains { item.has($0) }
      if turned || item.has("diaginertia") { refuse(element, .severalInertias) }
      let (moments, axes) = Self.principalMoments([
        [m[0], m[3], m[4]], [m[3], m[1], m[5]], [m[4], m[5], m[2]],
      ])
      inertial.inertia = moments
      inertial.pose.orientation = axes
      check(moments, full, of: inertial, isMoving: isMoving)
    } else if let diagonal = item["diaginertia"], let moments = item.vector("diaginertia") {
      inertial.inertia = moments
      check(moments, diagonal, of: inertial, isMoving: isMoving)
    } else if !item.has("fullinertia"), !item.has("diaginertia") {
      refuse(element, .missingEither("diaginertia", "fullinertia"))
    }
    scene.bodies[body.index].inertial = inertial
  }

  private func check(
    _ moments: Vector3, _ attribute: MarkupAttribute, of inertial: Inertial, isMoving: Bool
  ) {
    let sum = moments.sum()
    // a body that is fixed to another, or has no mass, may be a point
    let isPoint = moments.min() == 0 && (!isMoving || inertial.mass == 0)
    // a real body's moments obey the triangle inequality, here up to rounding
    guard moments.min() > 0 || isPoint, 2 * moments.max() <= sum * (1 + 1e-9) else {
      return refuse(
        attribute, of: "inertial", .impossibleInertia([moments.x, moments.y, moments.z]))
    }
  }

  /// Returns the eigenvalues of a symmetric matrix, largest first, and the rotation to its axes.
  ///
  /// > Source: Jacobi 1846; each sweep turns every pair of axes until its product of inertia is gone.
  static func principalMoments(_ matrix: [[Double]]) -> (Vector3, Quaternion) {
    var a = matrix
    var axes: [Vector3] = [.unitX, .unitY, .unitZ]
    for _ in 0..<32 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let sign: Double = theta < 0 ? -1 : 1
        let t = sign / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<3 {
          (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
        }
        for k in 0..<3 {
          (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
        }
        (axes[p], axes[q]) = (c * axes[p] - s * axes[q], s * axes[p] + c * axes[q])
      }
    }
    let order = [0, 1, 2].sorted { (a[$1][$1], $0) < (a[$0][$0], $1) }
    let (first, second) = (axes[order[0]], axes[order[1]])
    let moments = Vector3(
      a[order[0]][order[0]], a[order[1]][order[1]], a[order[2]][order[2]])
    return (moments, Quaternion(columns: first, second, first.cross(second)).normalized)
  }
}
