// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
package import DioramaScene

/// The T as it is seen from above: rectangles of one piece.
package struct TeeOutline {
  /// The corners of a rectangle, in the T's frame [m].
  struct Rectangle {
    let low, high: SIMD2<Double>

    /// Its corners, to the left of each other.
    var corners: [SIMD2<Double>] { [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)] }
    var size: SIMD2<Double> { high - low }
    var area: Double { size.x * size.y }
    var center: SIMD2<Double> { (low + high) / 2 }
  }

  let rectangles: [Rectangle]
  /// The area of all [m²].
  let area: Double
  /// The root of the mean squared distance of its points from the frame's origin [m].
  let gyrationRadius: Double

  /// Finds the outline of `body`: the boxes called `names`, whose axes are the body's.
  package init(of body: BodyID, boxes names: [String], in scene: Scene) throws(TaskError) {
    var rectangles: [Rectangle] = []
    for name in names {
      let shape = scene.shapes.first { $0.body == body && $0.name == name }
      guard let shape, case .box(let half) = shape.geometry else {
        throw .missingShape(name, scene: scene.name)
      }
      let (center, reach) = (shape.pose.position, SIMD2(half.x, half.y))
      let place = SIMD2(center.x, center.y)
      rectangles.append(Rectangle(low: place - reach, high: place + reach))
    }
    self.rectangles = rectangles
    let area = rectangles.reduce(0) { $0 + $1.area }
    let moment = rectangles.reduce(0) { sum, one in
      sum + one.area * ((one.size * one.size).sum() / 12 + (one.center * one.center).sum())
    }
    self.area = area
    gyrationRadius = (moment / area).squareRoot()
  }

  /// Returns how far `point` is from the nearest rectangle, in the T's frame; 0 inside [m].
  package func distance(_ point: SIMD2<Double>) -> Double {
    rectangles.reduce(.infinity) { least, one in
      let beyond = pointwiseMax(pointwiseMax(one.low - point, point - one.high), .zero)
      return min(least, length(beyond))
    }
  }

  /// Returns the area that two of it at these poses have in common, as a share of its own: 0...1.
  package func overlap(_ one: FlatPose, _ other: FlatPose) -> Double {
    var common = 0.0
    for first in rectangles {
      let polygon = first.corners.map { other.local(one.transform($0)) }
      for second in rectangles { common += Self.area(Self.clip(polygon, to: second)) }
    }
    return min(common / area, 1)
  }

  /// Returns what of a convex polygon lies in a rectangle.
  ///
  /// > Source: Sutherland and Hodgman 1974, *Reentrant Polygon Clipping*.
  private static func clip(
    _ polygon: [SIMD2<Double>], to rectangle: Rectangle
  ) -> [SIMD2<Double>] {
    var polygon = polygon
    for axis in 0..<2 {
      for (bound, sign) in [(rectangle.low[axis], 1.0), (rectangle.high[axis], -1.0)] {
        var kept: [SIMD2<Double>] = []
        for (index, point) in polygon.enumerated() {
          let next = polygon[(index + 1) % polygon.count]
          let (inside, nextInside) = (sign * (point[axis] - bound), sign * (next[axis] - bound))
          if inside >= 0 { kept.append(point) }
          if (inside >= 0) != (nextInside >= 0) {
            kept.append(point + inside / (inside - nextInside) * (next - point))
          }
        }
        polygon = kept
      }
    }
    return polygon
  }

  /// Returns the area of a polygon whose corners are to the left of each other [m²].
  private static func area(_ polygon: [SIMD2<Double>]) -> Double {
    polygon.indices.reduce(0) { sum, index in
      let (a, b) = (polygon[index], polygon[(index + 1) % polygon.count])
      return sum + (a.x * b.y - b.x * a.y) / 2
    }
  }
}
